package dev.preceptor.student;

/** The text of a model's answer, from which its program is extracted. */
public final class AnswerText {

    private AnswerText() {}

    /**
     * Returns the generated text; in a chat, without the single space at its beginning that separates the answer from the prompt in models
     * such as Llama 2 and Mistral.
     */
    public static String of(String generated, boolean chat) {
        boolean separated = chat && generated.startsWith(" ") && !generated.startsWith("  ");
        return separated ? generated.substring(1) : generated;
    }
}

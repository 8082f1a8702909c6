package dev.preceptor.student;

/** The text that a model generated, and the answer in it. */
public final class GeneratedText {

    private GeneratedText() {}

    /**
     * Returns the answer: the generated text; in a chat, without the single space at its beginning that separates the answer from the prompt in models
     * such as Llama 2 and Mistral.
     */
    public static String answer(String generated, boolean chat) {
        boolean separated = chat && generated.startsWith(" ") && !generated.startsWith("  ");
        return separated ? generated.substring(1) : generated;
    }
}

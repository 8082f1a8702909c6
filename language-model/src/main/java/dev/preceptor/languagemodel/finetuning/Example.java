package dev.preceptor.languagemodel.finetuning;

/**
 * One line of a file of examples: either texts or token ids, never both; the other two are null.
 *
 * @param line its number in the file, from 1
 */
public record Example(int line, String prompt, String completion, int[] promptIds, int[] completionIds) {

    static Example ofText(int line, String prompt, String completion) {
        return new Example(line, prompt, completion, null, null);
    }

    static Example ofTokens(int line, int[] promptIds, int[] completionIds) {
        return new Example(line, null, null, promptIds, completionIds);
    }

    boolean isText() {
        return prompt != null;
    }
}

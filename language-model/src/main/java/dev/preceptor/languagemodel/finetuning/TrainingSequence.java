package dev.preceptor.languagemodel.finetuning;

/**
 * A tokenised example.
 *
 * @param promptIds the tokens of the prompt, which have no loss
 * @param completionIds the tokens of the completion, including the end token
 */
public record TrainingSequence(int[] promptIds, int[] completionIds) {

    /** Returns the number of tokens of prompt and completion. */
    public int length() {
        return promptIds.length + completionIds.length;
    }

    int[] ids() {
        int[] ids = new int[length()];
        System.arraycopy(promptIds, 0, ids, 0, promptIds.length);
        System.arraycopy(completionIds, 0, ids, promptIds.length, completionIds.length);
        return ids;
    }

    /** Returns the index of the first target: the start of the completion, but at least 1, because a target needs a preceding token. */
    int firstTarget() {
        return Math.max(1, promptIds.length);
    }
}

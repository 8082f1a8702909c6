package dev.preceptor.languagemodel.finetuning;

/**
 * One example.
 *
 * @param promptIds what the model is given; not scored
 * @param completionIds what it should continue with, the end token included
 */
public record TrainingSequence(int[] promptIds, int[] completionIds) {

    /** Tokens of both. */
    public int length() {
        return promptIds.length + completionIds.length;
    }

    int[] ids() {
        int[] ids = new int[length()];
        System.arraycopy(promptIds, 0, ids, 0, promptIds.length);
        System.arraycopy(completionIds, 0, ids, promptIds.length, completionIds.length);
        return ids;
    }

    /** Index of the first token that can be predicted: something must stand before it. */
    int firstTarget() {
        return Math.max(1, promptIds.length);
    }
}

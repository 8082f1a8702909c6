package dev.preceptor.languagemodel.finetuning;

/**
 * The size of the batch of an optimizer step. The last step of an epoch may have a smaller batch.
 *
 * @param sequences the maximum number of examples
 * @param tokens the maximum number of tokens; a single longer example is a batch of its own
 */
public record BatchSize(int sequences, int tokens) {

    public BatchSize {
        if (sequences < 1 || tokens < 1) {
            throw new IllegalArgumentException(
                    "a step needs at least one example and one token, not %d and %d".formatted(sequences, tokens));
        }
    }

    /** Returns a batch size in examples of any length. */
    public static BatchSize sequences(int count) {
        return new BatchSize(count, Integer.MAX_VALUE);
    }

    /** Returns a batch size in tokens. A batch has at least one example. */
    public static BatchSize tokens(int count) {
        return new BatchSize(Integer.MAX_VALUE, count);
    }
}

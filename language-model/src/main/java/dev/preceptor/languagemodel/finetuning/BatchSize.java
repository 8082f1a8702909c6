package dev.preceptor.languagemodel.finetuning;

/**
 * What one step of the optimiser consists of; the last step of an epoch may have less.
 *
 * @param sequences greatest number of examples
 * @param tokens number of tokens that more than one example must not exceed
 */
public record BatchSize(int sequences, int tokens) {

    public BatchSize {
        if (sequences < 1 || tokens < 1) {
            throw new IllegalArgumentException(
                    "a step needs at least one example and one token, not %d and %d".formatted(sequences, tokens));
        }
    }

    /** A number of examples, however long: batch size times accumulation. */
    public static BatchSize sequences(int count) {
        return new BatchSize(count, Integer.MAX_VALUE);
    }

    /** As many examples as have so many tokens together, at least one. */
    public static BatchSize tokens(int count) {
        return new BatchSize(Integer.MAX_VALUE, count);
    }
}

package dev.preceptor.artifactstore;

import java.util.Arrays;

/**
 * A teacher's log-probabilities at tokens of completions, one row for each token.
 *
 * @param tokens [N]: the token of the completion at each row
 * @param width the number of log-probabilities of each row, K
 * @param ids [N * K]: the tokens that the log-probabilities belong to, different within a row
 * @param logProbabilities [N * K]: natural logarithms of probabilities, at most 0
 */
public record SoftTargetRows(int[] tokens, int width, int[] ids, float[] logProbabilities) {

    /** Rounding of a server may make a probability slightly greater than 1. */
    private static final float GREATEST = 1e-3f;

    /** The least float16. */
    private static final float LEAST = -65504;

    /** @throws IllegalArgumentException if the numbers do not fit together or are no log-probabilities; the message names the row */
    public SoftTargetRows {
        if (width < 1 || ids.length != tokens.length * width || logProbabilities.length != ids.length) {
            throw new IllegalArgumentException("%d ids and %d log-probabilities are not %d rows of %d"
                    .formatted(ids.length, logProbabilities.length, tokens.length, width));
        }
        for (int i = 0; i < ids.length; i++) {
            float value = logProbabilities[i];
            if (!(value <= GREATEST && value >= LEAST)) {
                throw new IllegalArgumentException(
                        "row %d has the log-probability %s for the token %d".formatted(i / width, value, ids[i]));
            }
            if (ids[i] < 0) {
                throw new IllegalArgumentException("row %d has the token %d".formatted(i / width, ids[i]));
            }
        }
        for (int row = 0; row < tokens.length; row++) {
            int[] sorted = Arrays.copyOfRange(ids, row * width, (row + 1) * width);
            Arrays.sort(sorted);
            for (int k = 1; k < width; k++) {
                if (sorted[k] == sorted[k - 1]) {
                    throw new IllegalArgumentException("row %d has the token %d twice".formatted(row, sorted[k]));
                }
            }
        }
    }

    /** Returns the number of rows. */
    public int rows() {
        return tokens.length;
    }

    /**
     * Returns some of the rows.
     *
     * @throws IllegalArgumentException if there are fewer
     */
    public SoftTargetRows part(long offset, int rows) {
        if (offset < 0 || rows < 0 || offset + rows > rows()) {
            throw new IllegalArgumentException("the rows %d to %d of %d".formatted(offset, offset + rows - 1, rows()));
        }
        int first = (int) offset;
        return new SoftTargetRows(
                Arrays.copyOfRange(tokens, first, first + rows),
                width,
                Arrays.copyOfRange(ids, first * width, (first + rows) * width),
                Arrays.copyOfRange(logProbabilities, first * width, (first + rows) * width));
    }
}

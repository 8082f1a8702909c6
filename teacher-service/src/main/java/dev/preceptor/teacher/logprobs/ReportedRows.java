package dev.preceptor.teacher.logprobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.artifactstore.SoftTargetRows;

/** The rows of log-probabilities that a server reported, filled row by row. Rows that are no log-probabilities are refused. */
final class ReportedRows {

    /** Servers round, and the rows are rounded to float16. */
    private static final double GREATEST_SUM = 1.005;

    private final int[] tokens;
    private final int width;
    private final int[] ids;
    private final float[] values;

    ReportedRows(int[] tokens, int width) {
        this.tokens = tokens;
        this.width = width;
        this.ids = new int[tokens.length * width];
        this.values = new float[ids.length];
    }

    /** @throws UnusableLogprobsException if the server reported fewer log-probabilities at a token than were asked for */
    void requireWidth(int reported, int row) throws UnusableLogprobsException {
        if (reported < width) {
            throw new UnusableLogprobsException(
                    "the server reported %d log-probabilities at token %d, not %d; vLLM allows as many as its --max-logprobs"
                            .formatted(reported, row, width));
        }
    }

    void set(int row, int k, int id, float logProbability) {
        ids[row * width + k] = id;
        values[row * width + k] = logProbability;
    }

    /** @throws UnusableLogprobsException if the probabilities of a complete row add up to more than 1 */
    void requireProbabilities(int row) throws UnusableLogprobsException {
        double sum = 0;
        for (int k = 0; k < width; k++) {
            sum += Math.exp(values[row * width + k]);
        }
        if (sum > GREATEST_SUM) {
            throw new UnusableLogprobsException(
                    "the server reported probabilities at token %d whose sum is %.3f".formatted(row, sum));
        }
    }

    /** @throws UnusableLogprobsException if a value is no log-probability, or a token occurs twice in a row */
    SoftTargetRows complete() throws UnusableLogprobsException {
        try {
            return new SoftTargetRows(tokens, width, ids, values);
        } catch (IllegalArgumentException e) {
            throw new UnusableLogprobsException("the server reported log-probabilities of which " + e.getMessage());
        }
    }

    /** Reads the log-probability of an entry in vLLM's and OpenAI's form. */
    static float logProbability(JsonNode entry, int row) throws UnusableLogprobsException {
        JsonNode value = entry.path("logprob");
        if (!value.isNumber()) {
            throw new UnusableLogprobsException("the server reported no number as a log-probability at token " + row);
        }
        return value.floatValue();
    }
}

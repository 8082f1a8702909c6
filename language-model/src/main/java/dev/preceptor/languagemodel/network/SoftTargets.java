package dev.preceptor.languagemodel.network;

/**
 * A teacher's log-probabilities of some tokens at consecutive places of a completion.
 *
 * @param first the first of these places: an index into the completion, from 0
 * @param tokens the number of tokens at each place, K
 * @param ids [rows * K]: the tokens, different at each place
 * @param logProbabilities [rows * K]: the natural logarithms of their probabilities, at most 0
 */
public record SoftTargets(int first, int tokens, int[] ids, float[] logProbabilities) {

    public SoftTargets {
        if (first < 0 || tokens < 1 || ids.length % tokens != 0 || ids.length != logProbabilities.length) {
            throw new IllegalArgumentException("%d ids and %d log-probabilities are not rows of %d"
                    .formatted(ids.length, logProbabilities.length, tokens));
        }
    }

    /** Returns the number of places. */
    public int rows() {
        return ids.length / tokens;
    }
}

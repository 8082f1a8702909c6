package dev.preceptor.languagemodel;

/**
 * What a model expected at the tokens of a text, as natural logarithms of probabilities at temperature 1. Row 0 is for the token of index
 * {@code first}; the last row is for the token that would follow the text.
 *
 * @param first the index of the first scored token, at least 1
 * @param width the number of likeliest tokens of each row, K
 * @param ids [rows * K]: the likeliest tokens, in descending order
 * @param logProbabilities [rows * K]: their log-probabilities
 * @param own [rows]: the log-probability of the text's token; NaN in the last row
 * @param ranks [rows]: the rank of the text's token, from 1; 0 in the last row
 */
public record TokenScores(int first, int width, int[] ids, float[] logProbabilities, float[] own, int[] ranks) {

    /** Returns the number of rows: one more than the scored tokens. */
    public int rows() {
        return own.length;
    }
}

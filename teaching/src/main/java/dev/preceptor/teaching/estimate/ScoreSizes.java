package dev.preceptor.teaching.estimate;

/**
 * The sizes of a request for a score in tokens: a prompt with the attempt at its end. The model writes one token.
 *
 * @param promptTokens the mean over tasks, with an attempt as long as the known solutions
 * @param longestPromptTokens that of the longest task, with an attempt and feedback of maximum length
 */
public record ScoreSizes(double promptTokens, int longestPromptTokens) {

    static final double ASSUMED_ATTEMPT_TOKENS = 200;
}

package dev.preceptor.student.endpoint;

/**
 * The log-probabilities that a request asks for.
 *
 * @param prompt the number of likeliest tokens at each token of the prompt; null for no log-probabilities
 * @param promptStart the first token of the prompt that is scored; the first one of all has no score
 * @param generated the same for generated tokens
 * @param tokenIds whether the response has the token ids
 * @param tokensAsIds whether tokens are written as {@code token_id:7} in place of their text
 */
record RequestedScores(Integer prompt, int promptStart, Integer generated, boolean tokenIds, boolean tokensAsIds) {

    boolean any() {
        return prompt != null || generated != null || tokenIds;
    }
}

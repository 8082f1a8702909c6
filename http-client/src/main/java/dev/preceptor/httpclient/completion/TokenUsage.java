package dev.preceptor.httpclient.completion;

/**
 * Token counts, as a server reported them.
 *
 * @param cachedTokens the part of the prompt tokens that the server read from its prompt cache
 */
public record TokenUsage(int promptTokens, int completionTokens, int cachedTokens) {

    /**
     * Whether the counts can be true. A prompt has tokens, and so has an answer that is not empty; some servers report zeros instead of
     * nothing.
     */
    public boolean isPlausible(boolean answered) {
        return promptTokens > 0 && (completionTokens > 0 || !answered);
    }
}

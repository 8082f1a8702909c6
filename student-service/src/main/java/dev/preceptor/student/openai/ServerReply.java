package dev.preceptor.student.openai;

import java.time.Duration;

/** What became of one request. */
sealed interface ServerReply {

    /**
     * An answer.
     *
     * @param promptTokens as the server counted them; 0 where it does not say
     * @param completionTokens likewise
     * @param finishReason {@code stop}, {@code length}, or what else the server calls it
     */
    record Answered(String text, int promptTokens, int completionTokens, String finishReason) implements ServerReply {}

    /**
     * The server said no.
     *
     * @param retryAfter what it asked for; null where it did not
     * @param message its words, one line
     */
    record Refused(int status, Duration retryAfter, String message) implements ServerReply {

        /** Whether the same request may be answered later. */
        boolean passing() {
            return status >= 500 || status == 408 || status == 409 || status == 425 || status == 429;
        }
    }

    /** Nobody answered, or not in time, or not in a way that can be read. */
    record Failed(String detail) implements ServerReply {}
}

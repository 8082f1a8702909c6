package dev.preceptor.student.openai;

import java.time.Duration;

/** The outcome of one HTTP request to a student's server. */
sealed interface ServerReply {

    /**
     * The server answered.
     *
     * @param promptTokens as the server counted them; 0 where it reports none
     * @param completionTokens as the server counted them; 0 where it reports none
     * @param finishReason {@code stop}, {@code length}, or another value of the server
     */
    record Answered(String text, int promptTokens, int completionTokens, String finishReason) implements ServerReply {}

    /**
     * The server responded with a status other than 200.
     *
     * @param retryAfter the delay that the server asks for; null where it names none
     * @param message the server's message, one line
     */
    record Refused(int status, Duration retryAfter, String message) implements ServerReply {}

    /** The server was not reached, did not respond in time, or its response could not be parsed. */
    record Failed(String detail) implements ServerReply {}
}

package dev.preceptor.teacher.openai;

import java.time.Duration;

/** What became of one request. */
public sealed interface ChatReply {

    /**
     * An answer.
     *
     * @param content what the model wrote; empty where it wrote nothing
     * @param usage null where the server reported none
     */
    record Answered(String model, String content, Usage usage, String finishReason) implements ChatReply {}

    /** Tokens, as the server counted them. */
    record Usage(int promptTokens, int completionTokens) {}

    /**
     * The server said no, so that nothing is billed.
     *
     * @param retryAfter what the server asked for; null where it did not
     * @param code the error's code, or empty
     * @param parameter the request's parameter that it objects to, or empty
     * @param message the server's words, one line
     */
    record Refused(int status, Duration retryAfter, String code, String parameter, String message)
            implements ChatReply {}

    /** The server was not reached, so that nothing is billed. */
    record Unreached(String detail) implements ChatReply {}

    /** The request went out, and what came of it is not known: it may be billed. */
    record Lost(String detail) implements ChatReply {}
}

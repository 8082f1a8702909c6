package dev.preceptor.teacher.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.teacher.http.HttpOutcome;
import java.time.Duration;

/** What became of one request. */
public sealed interface ChatReply {

    /** The longest part of a server's own words that is shown. */
    int LONGEST_MESSAGE = 200;

    /**
     * An answer.
     *
     * @param content what the model wrote; empty where it wrote nothing
     * @param usage null where the server reported none
     */
    record Answered(String model, String content, Usage usage, String finishReason) implements ChatReply {

        @Override
        public boolean mayBeBilled() {
            return true;
        }
    }

    /**
     * Tokens, as the server counted them.
     *
     * @param cachedTokens those of the prompt's that it read from its own cache
     */
    record Usage(int promptTokens, int completionTokens, int cachedTokens) {}

    /**
     * The server, or a gateway before it, answered with a status that is no success.
     *
     * @param retryAfter what the server asked for; null where it did not
     * @param code the error's code, or its type, or empty
     * @param parameter the request's parameter that it objects to, or empty
     * @param message the server's words, one line
     */
    record Refused(int status, Duration retryAfter, String code, String parameter, String message)
            implements ChatReply {

        private static final int TIMED_OUT = 408;
        private static final int CLIENT_GAVE_UP = 499;

        /** A redirection and a 4xx refuse the request itself; after any other status an answer may have been generated. */
        @Override
        public boolean mayBeBilled() {
            return status < 300 || status >= 500 || status == TIMED_OUT || status == CLIENT_GAVE_UP;
        }
    }

    /** The server was not reached, so that nothing is billed. */
    record Unreached(String detail) implements ChatReply {

        @Override
        public boolean mayBeBilled() {
            return false;
        }
    }

    /** The request went out, and what came of it is not known: it may be billed. */
    record Lost(String detail) implements ChatReply {

        @Override
        public boolean mayBeBilled() {
            return true;
        }
    }

    /** Whether somebody may ask money for the request. */
    boolean mayBeBilled();

    /** The reply of an outcome that is no answer. */
    static ChatReply without(HttpOutcome outcome, String key) {
        if (outcome instanceof HttpOutcome.Received received) {
            JsonNode error;
            try {
                error = Json.mapper().readTree(received.body()).path("error");
            } catch (JsonProcessingException e) {
                error = Json.mapper().missingNode();
            }
            return new Refused(
                    received.status(),
                    received.retryAfter(),
                    error.path("code").asText(error.path("type").asText("")),
                    error.path("param").asText(""),
                    oneLine(error.path("message").asText(received.body()), key));
        }
        return outcome instanceof HttpOutcome.Unreached unreached
                ? new Unreached(oneLine(unreached.detail(), key))
                : new Lost(oneLine(((HttpOutcome.Lost) outcome).detail(), key));
    }

    /** Servers quote what they were sent; a key must not come back that way. */
    private static String oneLine(String text, String key) {
        String line = text.strip().replaceAll("\\s+", " ");
        String safe = key == null || key.isEmpty() ? line : line.replace(key, "(key)");
        return safe.length() <= LONGEST_MESSAGE ? safe : safe.substring(0, LONGEST_MESSAGE) + "...";
    }
}

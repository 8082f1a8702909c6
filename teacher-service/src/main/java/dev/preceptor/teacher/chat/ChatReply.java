package dev.preceptor.teacher.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.httpclient.ErrorMessage;
import dev.preceptor.httpclient.HttpOutcome;
import java.time.Duration;

/** The outcome of one HTTP request to a teacher. */
public sealed interface ChatReply {

    /** Maximum length of a server's message, in characters. */
    int MAX_MESSAGE_LENGTH = 200;

    /**
     * The server answered.
     *
     * @param content the model's text; empty where there is none
     * @param usage null where the server reported none
     */
    record Answered(String model, String content, Usage usage, String finishReason) implements ChatReply {

        @Override
        public boolean mayBeBilled() {
            return true;
        }
    }

    /**
     * Token counts, as the server reported them.
     *
     * @param cachedTokens the part of the prompt tokens that the server read from its prompt cache
     */
    record Usage(int promptTokens, int completionTokens, int cachedTokens) {}

    /**
     * The server, or a gateway in front of it, responded with a status other than 200.
     *
     * @param retryAfter the delay that the server asks for; null where it names none
     * @param code the error's code, or its type, or empty
     * @param parameter the request's parameter that the error is about, or empty
     * @param message the server's message, one line
     */
    record Refused(int status, Duration retryAfter, String code, String parameter, String message)
            implements ChatReply {

        private static final int REQUEST_TIMEOUT = 408;
        private static final int CLIENT_CLOSED_REQUEST = 499;

        /** A 3xx or 4xx refuses the request itself; after any other status an answer may have been generated. */
        @Override
        public boolean mayBeBilled() {
            return status < 300 || status >= 500 || status == REQUEST_TIMEOUT || status == CLIENT_CLOSED_REQUEST;
        }
    }

    /** The server was not reached, so nothing is billed. */
    record Unreached(String detail) implements ChatReply {

        @Override
        public boolean mayBeBilled() {
            return false;
        }
    }

    /** The request was sent and its outcome is unknown: it may be billed. */
    record Lost(String detail) implements ChatReply {

        @Override
        public boolean mayBeBilled() {
            return true;
        }
    }

    /** Whether the provider may bill the request. */
    boolean mayBeBilled();

    /**
     * The reply for an HTTP outcome that is not an answer.
     *
     * @param key removed from messages; null for none
     */
    static ChatReply failure(HttpOutcome outcome, String key) {
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
                    ErrorMessage.of(error.path("message").asText(received.body()), key, MAX_MESSAGE_LENGTH));
        }
        return outcome instanceof HttpOutcome.Unreached unreached
                ? new Unreached(ErrorMessage.of(unreached.detail(), key, MAX_MESSAGE_LENGTH))
                : new Lost(ErrorMessage.of(((HttpOutcome.Lost) outcome).detail(), key, MAX_MESSAGE_LENGTH));
    }
}

package dev.preceptor.httpclient;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The outcome of one HTTP request. */
public sealed interface HttpOutcome {

    /**
     * The server responded, with any status.
     *
     * @param retryAfter the delay that the server asks for; null where it names none
     */
    record Received(int status, Duration retryAfter, Map<String, List<String>> headers, String body)
            implements HttpOutcome {}

    /** No connection was established, so nothing was sent. */
    record Unreached(String detail) implements HttpOutcome {}

    /** The request was sent, and no complete response arrived: the server may have processed it. */
    record Lost(String detail) implements HttpOutcome {}
}

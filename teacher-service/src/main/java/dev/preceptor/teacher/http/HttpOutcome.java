package dev.preceptor.teacher.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What became of one HTTP request. */
public sealed interface HttpOutcome {

    /**
     * The server answered, well or not.
     *
     * @param retryAfter what the server asked for; null where it did not
     */
    record Received(int status, Duration retryAfter, Map<String, List<String>> headers, String body)
            implements HttpOutcome {}

    /** The server was not reached, so that nothing was sent. */
    record Unreached(String detail) implements HttpOutcome {}

    /** The request went out, and what came of it is not known. */
    record Lost(String detail) implements HttpOutcome {}
}

package dev.preceptor.httpclient.completion;

import java.time.Duration;

/**
 * A server's refusal or failure.
 *
 * @param status the HTTP status; for an error in a response of status 200, the status that its code stands for
 * @param retryAfter the delay that the server asks for; null where it names none
 * @param code the error's code, or its type, or empty
 * @param parameter the request's parameter that the error is about, or empty
 * @param message in the server's words, one line, without the key
 * @param mayBeBilled whether the provider may bill the request
 */
public record ServerRefusal(
        int status, Duration retryAfter, String code, String parameter, String message, boolean mayBeBilled) {

    private static final int REQUEST_TIMEOUT = 408;
    private static final int CLIENT_CLOSED_REQUEST = 499;

    /** A 3xx or 4xx refuses the request itself; after any other status an answer may have been generated. */
    static boolean mayBeBilled(int status) {
        return status < 300 || status >= 500 || status == REQUEST_TIMEOUT || status == CLIENT_CLOSED_REQUEST;
    }
}

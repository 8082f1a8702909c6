package dev.preceptor.httpclient;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a failed request is retried, and after which delay: exponential backoff with jitter, or the delay that the server asks for.
 *
 * <p>Not SmallRye Fault Tolerance: a teacher's retry needs a new reservation in the budget's log, which also counts the requests of
 * processes that died, and a student's retry of a checkpoint that is not loaded yet is limited by time. Both callers run their own
 * loop and take from here what is the same.
 *
 * @param mostRequests maximum number of requests for one answer, the first included
 * @param firstBackoff backoff before the second request; it doubles with each further one
 * @param longestWait upper limit of the backoff; a server that asks for a longer delay is not retried
 */
public record RetryPolicy(int mostRequests, Duration firstBackoff, Duration longestWait) {

    /** Whether the same request may succeed later, by the status of its response. */
    public static boolean isRetryable(int status) {
        return status >= 500 || status == 408 || status == 409 || status == 425 || status == 429;
    }

    /** Whether a further request is allowed after this many failed ones. */
    public boolean allowsAnotherAfter(int failures) {
        return failures < mostRequests;
    }

    /** Whether the delay that a server asks for exceeds {@link #longestWait}; false for null, where it asks for none. */
    public boolean isTooLong(Duration retryAfter) {
        return retryAfter != null && retryAfter.compareTo(longestWait) > 0;
    }

    /**
     * The backoff after this many failed requests, from 1. Half of it is random, so that clients that failed together do not retry
     * together.
     */
    public Duration backoff(int failures, RandomGenerator random) {
        long nanos = firstBackoff.toNanos();
        for (int i = 1; i < failures && nanos < longestWait.toNanos(); i++) {
            nanos *= 2;
        }
        nanos = Math.min(nanos, longestWait.toNanos());
        return Duration.ofNanos(nanos / 2 + (long) (random.nextDouble() * (nanos / 2)));
    }
}

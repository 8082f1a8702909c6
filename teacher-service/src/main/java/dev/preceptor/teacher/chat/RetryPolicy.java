package dev.preceptor.teacher.chat;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How failed requests are tried again.
 *
 * @param mostRequests for one answer, the first included
 * @param firstBackoff before the second request; it doubles with each further one
 * @param longestWait a server that asks for a longer rest is not waited for
 */
public record RetryPolicy(int mostRequests, Duration firstBackoff, Duration longestWait) {

    /** How long to wait after so many failures, from 1: up to half of it is left to chance, so that waiters spread out. */
    Duration backoff(int failures, RandomGenerator random) {
        long nanos = firstBackoff.toNanos();
        for (int i = 1; i < failures && nanos < longestWait.toNanos(); i++) {
            nanos *= 2;
        }
        nanos = Math.min(nanos, longestWait.toNanos());
        return Duration.ofNanos(nanos / 2 + (long) (random.nextDouble() * (nanos / 2)));
    }
}

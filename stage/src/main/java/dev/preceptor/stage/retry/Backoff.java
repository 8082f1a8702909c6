package dev.preceptor.stage.retry;

import java.time.Duration;

/**
 * Exponential backoff without jitter, for retries of one's own store or broker. Requests to the servers of language models have
 * jitter and obey {@code Retry-After}; their {@code RetryPolicy} is in the module http-client, which depends on no other module.
 *
 * @param first the delay after the first failure; it doubles with each further one
 * @param longest the upper limit of the delay
 */
public record Backoff(Duration first, Duration longest) {

    /** The delays for the artifact store: 1, 2, 4 seconds and so on, up to 30 seconds. */
    public static final Backoff OF_STORE = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    public Backoff {
        if (first.isNegative() || first.isZero() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException("a backoff from " + first + " to " + longest);
        }
    }

    /** @param failures how many tries have failed since the last success, 1 or more */
    public Duration after(int failures) {
        Duration delay = first;
        for (int i = 1; i < failures && delay.compareTo(longest) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longest) < 0 ? delay : longest;
    }
}

package dev.preceptor.teacher.batch;

import dev.preceptor.httpclient.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** When each rung of a run may send its next batch. Thread-safe. */
final class SendingPauses {

    private static final Logger LOG = Logger.getLogger(SendingPauses.class);
    private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);

    private final InstantSource clock;
    /** Until when a rung sends no batch, while one is sent, or after the budget allowed none. */
    private final Map<String, Instant> pausedUntil = new ConcurrentHashMap<>();
    /** Until when a rung sends no batch, after the provider took none. */
    private final Map<String, Instant> postponedUntil = new ConcurrentHashMap<>();
    /** How often in succession the provider has taken no batch of a rung. */
    private final Map<String, Integer> postponements = new ConcurrentHashMap<>();

    SendingPauses(InstantSource clock) {
        this.clock = clock;
    }

    boolean maySend(String group) {
        Instant now = clock.instant();
        return !now.isBefore(pausedUntil.getOrDefault(group, Instant.MIN))
                && !now.isBefore(postponedUntil.getOrDefault(group, Instant.MIN));
    }

    /** One batch of a rung is sent at a time, so that its requests are reserved in their order. */
    void sending(String group) {
        pausedUntil.put(group, Instant.MAX);
    }

    /** @param pause how long the rung sends no other batch */
    void sent(String group, Duration pause) {
        pausedUntil.put(group, clock.instant().plus(pause));
    }

    /**
     * The provider took no batch: none is sent for as long as it asks, or for an exponential backoff.
     *
     * @param retryAfter null if it does not say
     */
    void postpone(String group, RungTerms rung, Duration retryAfter) {
        int number = postponements.merge(group, 1, Integer::sum);
        Duration wait = retryAfter != null
                ? retryAfter
                : new RetryPolicy(Integer.MAX_VALUE, rung.batch().pollInterval(), LONGEST_BACKOFF)
                        .backoff(number, ThreadLocalRandom.current());
        postponedUntil.put(group, clock.instant().plus(wait));
        LOG.infof("batches of %s: none is taken at this time; the next try is in %d s", rung.label(), wait.toSeconds());
    }

    int postponements(String group) {
        return postponements.getOrDefault(group, 0);
    }

    /**
     * The provider has taken a batch, so that the backoff begins anew.
     *
     * @param before the postponements when the batch was sent; there is no effect if there were more since
     */
    void taken(String group, int before) {
        postponements.remove(group, before);
    }
}

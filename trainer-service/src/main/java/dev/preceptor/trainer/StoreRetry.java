package dev.preceptor.trainer;

import dev.preceptor.artifactstore.ArtifactException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Retries operations of the artifact store with exponential backoff, where a disk or the network failed. What the store itself
 * rejects, such as a wrong hash, is not retried.
 */
final class StoreRetry {

    private static final Logger LOG = Logger.getLogger(StoreRetry.class);
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

    /** Waits for a time; throws where waiting makes no sense any more. */
    @FunctionalInterface
    interface Sleep {
        void sleep(Duration time);
    }

    private final Duration timeout;
    private final Sleep sleep;

    /** @param timeout maximum sum of the delays of one operation */
    StoreRetry(Duration timeout, Sleep sleep) {
        this.timeout = timeout;
        this.sleep = sleep;
    }

    /** @throws ArtifactException the last failure, after the timeout */
    <A> A get(Supplier<A> operation) {
        Duration waited = Duration.ZERO;
        Duration backoff = FIRST_BACKOFF;
        while (true) {
            try {
                return operation.get();
            } catch (ArtifactException e) {
                boolean retryable = e.getCause() != null;
                if (!retryable || waited.plus(backoff).compareTo(timeout) > 0) {
                    throw e;
                }
                LOG.warnf("%s; retries in %d s", e.getMessage(), backoff.toSeconds());
                sleep.sleep(backoff);
                waited = waited.plus(backoff);
                Duration doubled = backoff.multipliedBy(2);
                backoff = doubled.compareTo(MAX_BACKOFF) < 0 ? doubled : MAX_BACKOFF;
            }
        }
    }

    /** As {@link #get}, for an operation without a result. */
    void run(Runnable operation) {
        get(() -> {
            operation.run();
            return null;
        });
    }
}

package dev.preceptor.trainer;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.stage.retry.Backoff;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Retries operations of the artifact store with {@link Backoff#OF_STORE}, where a disk or the network failed. What the store itself
 * rejects, such as a wrong hash, is not retried.
 */
final class StoreRetry {

    private static final Logger LOG = Logger.getLogger(StoreRetry.class);

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
        for (int failures = 1; ; failures++) {
            try {
                return operation.get();
            } catch (ArtifactException e) {
                Duration backoff = Backoff.OF_STORE.after(failures);
                boolean retryable = e.getCause() != null;
                if (!retryable || waited.plus(backoff).compareTo(timeout) > 0) {
                    throw e;
                }
                LOG.warnf("%s; retries in %d s", e.getMessage(), backoff.toSeconds());
                sleep.sleep(backoff);
                waited = waited.plus(backoff);
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

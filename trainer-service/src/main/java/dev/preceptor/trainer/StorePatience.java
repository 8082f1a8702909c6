package dev.preceptor.trainer;

import dev.preceptor.artifactstore.ArtifactException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Asks the artifact store again where a disk or the network failed: what passes within minutes is no reason to give a job up.
 * What the store knows to be wrong, as a hash or a place, is wrong for good.
 */
final class StorePatience {

    private static final Logger LOG = Logger.getLogger(StorePatience.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Waits; throws where waiting makes no sense any more. */
    @FunctionalInterface
    interface Pause {
        void of(Duration length);
    }

    private final Duration most;
    private final Pause pause;

    /** @param most how long the pauses are together, before it gives up */
    StorePatience(Duration most, Pause pause) {
        this.most = most;
        this.pause = pause;
    }

    /** @throws ArtifactException the last one, when the time is up */
    <A> A ask(Supplier<A> question) {
        Duration waited = Duration.ZERO;
        Duration next = FIRST_PAUSE;
        while (true) {
            try {
                return question.get();
            } catch (ArtifactException e) {
                boolean mayPass = e.getCause() != null;
                if (!mayPass || waited.plus(next).compareTo(most) > 0) {
                    throw e;
                }
                LOG.warnf("%s; asks again in %d s", e.getMessage(), next.toSeconds());
                pause.of(next);
                waited = waited.plus(next);
                next = next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? next.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    void tell(Runnable order) {
        ask(() -> {
            order.run();
            return null;
        });
    }
}

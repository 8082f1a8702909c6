package dev.preceptor.student.rollout;

import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The arrival of one checkpoint at the servers, for which any number of threads wait while one of them advances it. Safe for use by many
 * threads.
 */
final class Arrival {

    private static final Logger LOG = Logger.getLogger(Arrival.class);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final AtomicInteger waiting = new AtomicInteger();
    private final String activity;
    private final Supplier<Optional<String>> step;
    private final RolloutLimits limits;
    private final ShutdownSignal shutdown;
    private volatile boolean arrived;
    private volatile String awaited;
    private RolloutException failure;
    private long failedAt;

    /**
     * @param activity what is waited for during the first step, for people
     * @param step takes every step that is possible now and returns what is waited for, as {@link Rollout#advance}
     */
    Arrival(String activity, Supplier<Optional<String>> step, RolloutLimits limits, ShutdownSignal shutdown) {
        this.activity = activity;
        this.step = step;
        this.limits = limits;
        this.shutdown = shutdown;
    }

    /**
     * Blocks until the checkpoint has arrived.
     *
     * @throws RolloutException if it cannot arrive, or has not within the timeout
     * @throws ShuttingDownException if the service shuts down meanwhile
     */
    void await() {
        if (arrived) {
            return;
        }
        waiting.incrementAndGet();
        try {
            lock.lockInterruptibly();
            try {
                advanceUntilArrived();
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        } finally {
            waiting.decrementAndGet();
        }
    }

    private void advanceUntilArrived() {
        long started = System.nanoTime();
        for (int tries = 1; !arrived; tries++) {
            shutdown.check();
            throwRecentFailure();
            awaited = awaited == null ? activity : awaited;
            Optional<String> missing = advance();
            if (missing.isEmpty()) {
                awaited = null;
                arrived = true;
                return;
            }
            if (!missing.get().equals(awaited)) {
                LOG.infof("the rollout waits: %s", missing.get());
            }
            awaited = missing.get();
            if (System.nanoTime() - started >= limits.timeout().toNanos()) {
                throw failed(new RolloutException(
                        "after " + limits.timeout().toSeconds() + " s (student.rollout.timeout) " + missing.get()));
            }
            shutdown.sleep(limits.backoff().after(tries));
        }
    }

    private Optional<String> advance() {
        try {
            return step.get();
        } catch (RolloutException e) {
            throw failed(e);
        }
    }

    private RolloutException failed(RolloutException e) {
        failure = e;
        failedAt = System.nanoTime();
        awaited = null;
        return e;
    }

    /** Those who wait together fail together, without asking the server each. */
    private void throwRecentFailure() {
        if (failure != null
                && System.nanoTime() - failedAt < limits.failureMemory().toNanos()) {
            throw new RolloutException(failure.getMessage());
        }
        failure = null;
    }

    /** A server lacks the checkpoint: the next caller of {@link #await} advances it again. */
    void lost() {
        arrived = false;
    }

    /** What is waited for, if anybody waits. */
    Optional<String> awaited() {
        return waiting.get() > 0 ? Optional.ofNullable(awaited) : Optional.empty();
    }
}

package dev.preceptor.stage.shutdown;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Ends all long waits of a service when it shuts down. Safe for use by many threads. */
public class ShutdownSignal {

    private static final long ACQUIRE_POLL_MILLIS = 200;

    private final CountDownLatch signalled = new CountDownLatch(1);

    /** Ends every wait, current and future, with a {@link ShuttingDownException}. */
    public final void signal() {
        signalled.countDown();
    }

    /** Whether the service is shutting down. */
    public final boolean isSignalled() {
        return signalled.getCount() == 0;
    }

    /** @throws ShuttingDownException if the service is shutting down */
    public final void check() {
        if (isSignalled()) {
            throw new ShuttingDownException();
        }
    }

    /**
     * Waits for a time.
     *
     * @param time none, where it is zero or negative
     * @throws ShuttingDownException if the service shuts down meanwhile or the thread is interrupted
     */
    public void sleep(Duration time) {
        try {
            if (signalled.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS)) {
                throw new ShuttingDownException();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /**
     * Acquires a permit.
     *
     * @throws ShuttingDownException if the service shuts down meanwhile or the thread is interrupted
     */
    public final void acquire(Semaphore semaphore) {
        try {
            do {
                check();
            } while (!semaphore.tryAcquire(ACQUIRE_POLL_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** The exception to throw after an {@link InterruptedException}; restores the thread's interrupt status. */
    public static ShuttingDownException interrupted() {
        Thread.currentThread().interrupt();
        return new ShuttingDownException();
    }
}

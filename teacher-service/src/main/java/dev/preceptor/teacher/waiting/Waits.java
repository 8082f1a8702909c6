package dev.preceptor.teacher.waiting;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Every wait of the service that could be long, so that one call ends them all. */
public class Waits {

    private static final long SLICE_MILLIS = 200;

    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Ends every wait, now and later, with a {@link StoppedException}. */
    public final void stop() {
        stopped.countDown();
    }

    public final boolean stopped() {
        return stopped.getCount() == 0;
    }

    /** @throws StoppedException if the service stops */
    public final void check() {
        if (stopped()) {
            throw new StoppedException();
        }
    }

    /** @throws StoppedException if the service stops meanwhile */
    public void pause(Duration time) {
        try {
            if (stopped.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS)) {
                throw new StoppedException();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** @throws StoppedException if the service stops meanwhile */
    public final void acquire(Semaphore semaphore) {
        try {
            do {
                check();
            } while (!semaphore.tryAcquire(SLICE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** What an interrupted wait throws; the thread stays marked. */
    public static StoppedException interrupted() {
        Thread.currentThread().interrupt();
        return new StoppedException();
    }
}

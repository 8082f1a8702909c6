package dev.preceptor.run.job;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A job that waits until it is interrupted. */
final class BlockedJob implements JobKind {

    private static final long TIMEOUT_SECONDS = 60;

    private final CountDownLatch performing = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @Override
    public Topic topic() {
        return Topic.COMPARISONS;
    }

    @Override
    public DataSet perform(Job job, JobProgress progress) throws InterruptedException {
        performing.countDown();
        try {
            new CountDownLatch(1).await();
            return null;
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
    }

    void awaitPerforming() throws InterruptedException {
        if (!performing.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the job was not performed");
        }
    }

    boolean wasInterrupted() throws InterruptedException {
        return interrupted.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}

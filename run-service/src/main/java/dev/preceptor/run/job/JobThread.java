package dev.preceptor.run.job;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.run.stream.LedgersNotReadyException;
import dev.preceptor.run.topic.BrokerUnavailableException;
import dev.preceptor.stage.kafka.TopicReadException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** Performs one job in a thread of its own, until it has ended or is stopped. */
final class JobThread {

    private static final Logger LOG = Logger.getLogger(JobThread.class);

    private static final Duration NEW_OUTAGE_AFTER = Duration.ofMinutes(2);

    private final JobKind kind;
    private final JobProgress progress;
    private final Duration storePatience;
    private final FailureSeries failures = new FailureSeries();
    private final Thread thread;
    private volatile boolean ended;
    private Instant storeAwaySince;

    /**
     * @param publish writes a record of the job to its topic
     * @param storePatience how long the artifact store may be unavailable before the job fails
     */
    JobThread(JobKind kind, Job job, Consumer<Job> publish, Duration storePatience) {
        this.kind = kind;
        this.progress = new JobProgress(job, next -> {
            publish.accept(next);
            failures.reset();
            storeAwaySince = null;
        });
        this.storePatience = storePatience;
        this.thread = new Thread(this::run, "job " + job.id());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Asks the thread to stop, and does not wait. */
    void stop() {
        thread.interrupt();
    }

    /** As {@link #stop}, because the topic says that the job has ended; perhaps the thread still waits for the broker to confirm that. */
    void stopAsEnded() {
        ended = true;
        stop();
    }

    /** Waits until the thread has stopped, or until a time. */
    void join(Instant deadline) throws InterruptedException {
        thread.join(Math.max(1, Duration.between(Instant.now(), deadline).toMillis()));
        if (thread.isAlive()) {
            LOG.warnf("the job %s has not stopped yet; another owner may repeat its step", id());
        }
    }

    private void run() {
        LOG.infof("performs the job %s", id());
        try {
            while (!triedOnce()) {
                Thread.sleep(failures.nextDelay().toMillis());
            }
        } catch (InterruptedException e) {
            LOG.infof(
                    ended ? "the job %s has ended" : "stopped the job %s; the next owner of its partition continues it",
                    id());
        }
    }

    /** Whether the job has ended. */
    private boolean triedOnce() throws InterruptedException {
        Instant begun = Instant.now();
        try {
            DataSet result = kind.perform(progress.job(), progress);
            end(progress.job().withState(Job.State.FINISHED).withResult(result));
            return true;
        } catch (JobFailedException e) {
            return failed(e.getMessage(), e.result());
        } catch (ArtifactException e) {
            return isAwayTooLong(begun) ? failed(e.getMessage(), null) : retry(e);
        } catch (BrokerUnavailableException | LedgersNotReadyException | TopicReadException | KafkaException e) {
            return retry(e);
        } catch (RuntimeException e) {
            throwIfInterrupted();
            LOG.errorf(e, "the job %s failed unexpectedly", id());
            return failed("an error of run-service, whose log has the details: " + e, null);
        }
    }

    /** Whether the failure could be published. */
    private boolean failed(String reason, DataSet result) throws InterruptedException {
        throwIfInterrupted();
        try {
            end(progress.job().withState(Job.State.FAILED).withReason(reason).withResult(result));
            return true;
        } catch (BrokerUnavailableException e) {
            return retry(e);
        }
    }

    private void end(Job ended) {
        progress.publish(ended.withEndedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS)));
        LOG.infof("the job %s ended %s%s", id(), ended.state(), ended.reason() == null ? "" : ": " + ended.reason());
    }

    private boolean retry(RuntimeException e) throws InterruptedException {
        throwIfInterrupted();
        failures.failed(e.getMessage())
                .ifPresent(problem -> LOG.warnf("the job %s waits and retries: %s", id(), problem));
        return false;
    }

    /** Whether the store has not been available for too long. A try that worked for a while before it failed begins another outage. */
    private boolean isAwayTooLong(Instant begun) {
        Instant now = Instant.now();
        if (storeAwaySince == null || begun.plus(NEW_OUTAGE_AFTER).isBefore(now)) {
            storeAwaySince = now;
        }
        return storeAwaySince.plus(storePatience).isBefore(now);
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException();
        }
    }

    private String id() {
        return progress.job().id();
    }
}

package dev.preceptor.run.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.run.topic.BrokerUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobThreadTest {

    private static final Duration PATIENT = Duration.ofMinutes(5);

    private final List<Job> published = new CopyOnWriteArrayList<>();

    private interface Work {
        DataSet perform(JobProgress progress) throws JobFailedException, InterruptedException;
    }

    @Test
    void publishesProgressAndTheResult() throws Exception {
        perform(PATIENT, progress -> {
            progress.started("run-1");
            progress.started("run-1");
            progress.started("run-2");
            return Records.RESULT;
        });

        assertThat(published)
                .extracting(Job::runs)
                .containsExactly(List.of("run-1"), List.of("run-1", "run-2"), List.of("run-1", "run-2"));
        Job end = last();
        assertThat(end.state()).isEqualTo(Job.State.FINISHED);
        assertThat(end.result()).isEqualTo(Records.RESULT);
        assertThat(end.endedAt()).isNotNull();
    }

    @Test
    void aFailureIsPublishedWithItsReason() throws Exception {
        perform(PATIENT, progress -> {
            throw new JobFailedException("the run r-1 ended FAILED: the disk is full");
        });

        assertThat(last().state()).isEqualTo(Job.State.FAILED);
        assertThat(last().reason()).isEqualTo("the run r-1 ended FAILED: the disk is full");
    }

    @Test
    void anErrorThatPassesIsRetriedWithTheProgressSoFar() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        perform(PATIENT, progress -> {
            if (tries.incrementAndGet() == 1) {
                progress.started("run-1");
                throw new BrokerUnavailableException("the broker does not answer");
            }
            assertThat(progress.job().runs()).containsExactly("run-1");
            return Records.RESULT;
        });

        assertThat(tries).hasValue(2);
        assertThat(last().state()).isEqualTo(Job.State.FINISHED);
    }

    @Test
    void aStoreThatStaysAwayFailsTheJob() throws Exception {
        perform(Duration.ofSeconds(-1), progress -> {
            throw new ArtifactException("s3://b/data-sets/aa.jsonl does not exist");
        });

        assertThat(last().state()).isEqualTo(Job.State.FAILED);
        assertThat(last().reason()).contains("does not exist");
    }

    @Test
    void anUnexpectedErrorFailsTheJobAndNamesTheLog() throws Exception {
        perform(PATIENT, progress -> {
            throw new IllegalStateException("a bug");
        });

        assertThat(last().state()).isEqualTo(Job.State.FAILED);
        assertThat(last().reason()).contains("log", "a bug");
    }

    @Test
    void aStoppedJobPublishesNothing() throws Exception {
        BlockedJob blocked = new BlockedJob();
        JobThread thread = new JobThread(blocked, Records.job("a"), published::add, PATIENT);
        thread.start();
        blocked.awaitPerforming();

        thread.stop();

        assertThat(blocked.wasInterrupted()).isTrue();
        thread.join(Instant.now().plusSeconds(60));
        assertThat(published).isEmpty();
    }

    private void perform(Duration storePatience, Work work) throws InterruptedException {
        JobKind kind = new JobKind() {
            @Override
            public Topic topic() {
                return Topic.COMPARISONS;
            }

            @Override
            public DataSet perform(Job job, JobProgress progress) throws JobFailedException, InterruptedException {
                return work.perform(progress);
            }
        };
        JobThread thread = new JobThread(kind, Records.job("a"), published::add, storePatience);
        thread.start();
        thread.join(Instant.now().plusSeconds(60));
    }

    private Job last() {
        return published.get(published.size() - 1);
    }
}

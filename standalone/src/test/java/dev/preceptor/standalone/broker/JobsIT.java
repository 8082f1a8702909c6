package dev.preceptor.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.JobBuilder;
import dev.preceptor.run.job.JobKind;
import dev.preceptor.run.job.JobProgress;
import dev.preceptor.run.job.Jobs;
import dev.preceptor.run.stream.LedgersNotReadyException;
import dev.preceptor.run.topic.EventPublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances of run-service share their jobs over a real broker. */
class JobsIT {

    private static final TopicNames NAMES = new TopicNames("team.");
    private static final DataSet REQUEST = new DataSet("file:///request", "aa", 1);
    private static final DataSet RESULT = new DataSet("file:///result", "bb", 1);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private EmbeddedBroker broker;
    private EventPublisher publisher;
    private Jobs first;
    private Jobs second;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(folder, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            NewTopic topic = new NewTopic(NAMES.of(Topic.COMPARISONS), 4, (short) 1)
                    .configs(Map.of("cleanup.policy", "compact"));
            admin.createTopics(List.of(topic)).all().get();
        }
        publisher = new EventPublisher(client(), 1 << 20, NAMES);
    }

    @AfterEach
    void stop() {
        for (Jobs jobs : new Jobs[] {first, second}) {
            if (jobs != null) {
                jobs.stop();
            }
        }
        broker.close();
    }

    @Test
    void anotherInstanceContinuesAJobWithItsProgressWhenItsOwnerStops() throws Exception {
        TwoSteps ofFirst = new TwoSteps();
        first = jobs(ofFirst);
        assertThat(accept(first, job("a")).created()).isTrue();
        assertThat(ofFirst.begun()).isEqualTo(List.of());
        Awaitility.await().atMost(TIMEOUT).until(() -> find(first, "a").runs().equals(List.of("run-1")));
        TwoSteps ofSecond = new TwoSteps();
        ofSecond.mayFinish.countDown();
        second = jobs(ofSecond);
        Awaitility.await()
                .atMost(TIMEOUT)
                .ignoreException(LedgersNotReadyException.class)
                .until(() -> find(second, "a").state() == Job.State.RUNNING);

        first.stop();

        assertThat(ofSecond.begun()).as("the progress that is continued").isEqualTo(List.of("run-1"));
        Awaitility.await().atMost(TIMEOUT).until(() -> find(second, "a").state() == Job.State.FINISHED);
        assertThat(find(second, "a").result()).isEqualTo(RESULT);
        assertThat(find(second, "a").runs()).containsExactly("run-1", "run-2");
        Jobs.Accepted again = accept(second, job("a"));
        assertThat(again.created()).isFalse();
        assertThat(again.job()).isEqualTo(find(second, "a"));
    }

    @Test
    void jobsAreThereAfterARestartAndTheirDataSetsAreNeededUntilTheyEnd() throws Exception {
        first = jobs(new TwoSteps());
        accept(first, job("a"));
        Awaitility.await().atMost(TIMEOUT).until(() -> !find(first, "a").runs().isEmpty());
        first.stop();

        TwoSteps restarted = new TwoSteps();
        second = jobs(restarted);

        assertThat(restarted.begun()).isEqualTo(List.of("run-1"));
        // The job may go on before all topics have been read.
        Awaitility.await()
                .atMost(TIMEOUT)
                .ignoreExceptionsInstanceOf(LedgersNotReadyException.class)
                .until(() -> second.needs(REQUEST));
        restarted.mayFinish.countDown();
        Awaitility.await().atMost(TIMEOUT).until(() -> find(second, "a").state() == Job.State.FINISHED);
        assertThat(second.needs(REQUEST)).isFalse();
    }

    /** Records a run, waits, and records a second one. */
    private static final class TwoSteps implements JobKind {

        private final BlockingQueue<List<String>> begun = new LinkedBlockingQueue<>();
        private final CountDownLatch mayFinish = new CountDownLatch(1);

        @Override
        public Topic topic() {
            return Topic.COMPARISONS;
        }

        @Override
        public DataSet perform(Job job, JobProgress progress) throws InterruptedException {
            begun.add(job.runs());
            progress.started("run-1");
            mayFinish.await();
            progress.started("run-2");
            return RESULT;
        }

        /** The runs that the job had when it was performed here. */
        List<String> begun() throws InterruptedException {
            return begun.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Jobs jobs(JobKind kind) {
        Jobs jobs = new Jobs(List.of(kind), client(), NAMES, publisher, TIMEOUT, TIMEOUT);
        jobs.start();
        return jobs;
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    /** The instance answers as soon as it has read the topic. */
    private static Jobs.Accepted accept(Jobs jobs, Job job) {
        return Awaitility.await()
                .atMost(TIMEOUT)
                .ignoreException(LedgersNotReadyException.class)
                .until(() -> Optional.of(jobs.accept(Topic.COMPARISONS, job)), Optional::isPresent)
                .orElseThrow();
    }

    private static Job find(Jobs jobs, String id) {
        return jobs.find(Topic.COMPARISONS, id).orElseThrow();
    }

    private static Job job(String id) {
        return JobBuilder.builder()
                .id(id)
                .state(Job.State.RUNNING)
                .request(REQUEST)
                .createdAt(Instant.EPOCH)
                .build();
    }
}

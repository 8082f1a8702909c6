package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.PracticeFlips;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.lesson.SampleLedger;
import dev.preceptor.run.practice.Manifests;
import dev.preceptor.run.practice.Recordings;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.JsonSerde;
import dev.preceptor.stage.stream.ProcessingLimits;
import dev.preceptor.stage.stream.SkipUnreadable;
import dev.preceptor.stage.stream.Window;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** Drives the topology of the runs with events made by hand, in place of all other services. */
final class RunDriver implements AutoCloseable {

    static final Duration STORE_PATIENCE = Duration.ofMinutes(5);
    static final int RECORD_BYTES = 200_000;
    /** So few entries that each deletion takes several steps. */
    private static final int DELETED_AT_ONCE = 2;

    private final Window window;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TopologyTestDriver driver;
    private final Map<String, TestInputTopic<String, byte[]>> inputs = new TreeMap<>();
    private final Map<String, List<String>> manifests = new TreeMap<>();
    private String storeProblem;
    private final TestOutputTopic<String, Assignment> assignments;
    private final TestOutputTopic<String, Attempt> attempts;
    private final TestOutputTopic<String, TestResult> results;
    private final TestOutputTopic<String, TrainingExample> examples;
    private final TestOutputTopic<String, TrainingJob> jobs;
    private final TestOutputTopic<String, Checkpoint> checkpoints;
    private final TestOutputTopic<String, Run> runs;
    private final TestOutputTopic<String, RunDeletion> deletions;
    private final TestOutputTopic<String, Job> generations;
    private final List<String> discarded = new ArrayList<>();

    RunDriver(Path state, int window, DataSetTasks practice) {
        this(state, window, practice, List.of());
    }

    /** @param recorded the lines of every data set of recorded attempts */
    RunDriver(Path state, int window, DataSetTasks practice, List<String> recorded) {
        this(state, Window.fixed(window), practice, recorded);
    }

    RunDriver(Path state, Window window, DataSetTasks practice, List<String> recorded) {
        this.window = window;
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-run");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipUnreadable.class);
        driver = new TopologyTestDriver(
                RunTopology.build(
                        TopicNames.UNPREFIXED,
                        new ProcessingLimits(window, STORE_PATIENCE, Runnable::run, new RecordLimit(RECORD_BYTES)),
                        DELETED_AT_ONCE,
                        new RunArtifactAccess(
                                practice,
                                new Recordings(any -> recorded),
                                new Manifests(this::keep),
                                checkpoint -> discarded.add(checkpoint.uri())),
                        new RunMeters(meters),
                        new EventTraces(OpenTelemetry.noop(), TopicNames.UNPREFIXED)),
                properties);
        assignments = output(Topic.ASSIGNMENTS, Assignment.class);
        attempts = output(Topic.ATTEMPTS, Attempt.class);
        results = output(Topic.TEST_RESULTS, TestResult.class);
        examples = output(Topic.TRAINING_EXAMPLES, TrainingExample.class);
        jobs = output(Topic.TRAINING_JOBS, TrainingJob.class);
        checkpoints = output(Topic.CHECKPOINTS, Checkpoint.class);
        runs = output(Topic.RUNS, Run.class);
        deletions = output(Topic.RUN_DELETIONS, RunDeletion.class);
        generations = output(Topic.TASK_GENERATIONS, Job.class);
    }

    private DataSet keep(List<String> lines) {
        if (storeProblem != null) {
            throw new ArtifactException(storeProblem);
        }
        String name = "manifest-" + Ids.of("lines", lines);
        manifests.put(name, List.copyOf(lines));
        return new DataSet(name, name, lines.size());
    }

    /** @param problem the error of every write to the artifact store; null: writes succeed */
    void storeFails(String problem) {
        storeProblem = problem;
    }

    /** The ids of the examples that a job names. */
    List<String> examplesOf(TrainingJob job) {
        return manifests.get(job.examples().uri());
    }

    static DataSetTasks practice(List<Task> tasks) {
        List<String> lines = tasks.stream()
                .map(task -> new String(json(task), StandardCharsets.UTF_8))
                .toList();
        return new DataSetTasks(any -> lines);
    }

    void send(Topic topic, Event event) {
        send(topic.topicName(), event.key(), json(event));
    }

    /** A deletion of the run has begun, before its first step. */
    void beginDeletion() {
        KeyValueStore<String, RunLedger> ledgers = driver.getKeyValueStore(LedgerStores.RUNS);
        RunLedger ledger = ledgers.get(Runs.RUN);
        // An event that changes nothing takes the ledger out of the cache.
        send(Topic.RUNS, ledger.run());
        ledger.delete(0);
        ledgers.put(Runs.RUN, ledger);
    }

    void send(String topic, String key, byte[] value) {
        input(topic).pipeInput(key, value);
    }

    void deadLetter(Topic topic, String key, byte[] value, String reason) {
        deadLetter(topic, key, value, reason, "student");
    }

    void deadLetter(Topic topic, String key, byte[] value, String reason, String service) {
        deadLetter(topic, key, value, letterHeaders(reason, service));
    }

    /** The student could not answer an assignment until a person changes something outside. */
    void refused(Assignment assignment, String reason) {
        RecordHeaders headers = letterHeaders(reason, "student");
        headers.add("dead-letter-holds-run", "true".getBytes(StandardCharsets.UTF_8));
        deadLetter(Topic.ASSIGNMENTS, assignment.key(), json(assignment), headers);
    }

    private static RecordHeaders letterHeaders(String reason, String service) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("dead-letter-reason", reason.getBytes(StandardCharsets.UTF_8));
        headers.add("dead-letter-service", service.getBytes(StandardCharsets.UTF_8));
        return headers;
    }

    private void deadLetter(Topic topic, String key, byte[] value, RecordHeaders headers) {
        input(topic.deadLetters()).pipeInput(new TestRecord<>(key, value, headers));
    }

    /** What was assigned since the last call. */
    List<Assignment> assigned() {
        return new ArrayList<>(assignments.readValuesToList());
    }

    /** Recorded attempts, and test results, that were emitted since the last call. */
    List<Attempt> attempts() {
        return attempts.readValuesToList();
    }

    List<TestResult> results() {
        return results.readValuesToList();
    }

    /** Time passes, in steps, so that what becomes due in between comes in its order; days pass at once, as nothing waits so long. */
    void wait(Duration time) {
        if (time.compareTo(Duration.ofDays(1)) > 0) {
            driver.advanceWallClockTime(time);
            return;
        }
        Duration step = time.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofSeconds(30) : Duration.ofSeconds(1);
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
            driver.advanceWallClockTime(step);
        }
    }

    MeterRegistry meters() {
        return meters;
    }

    /** The examples that the topology made since the last call. */
    List<TrainingExample> examples() {
        return examples.readValuesToList();
    }

    List<TrainingJob> jobs() {
        return jobs.readValuesToList();
    }

    List<Checkpoint> checkpoints() {
        return checkpoints.readValuesToList();
    }

    List<Run> runs() {
        return runs.readValuesToList();
    }

    /** Generations of practice tasks that were requested since the last call. */
    List<Job> generations() {
        return generations.readValuesToList();
    }

    List<RunDeletion> deletions() {
        return deletions.readValuesToList();
    }

    /** Checkpoints that were deleted. */
    List<String> discarded() {
        return discarded;
    }

    /** How many entries each store has. */
    Map<String, Long> kept() {
        Map<String, Long> kept = new TreeMap<>();
        driver.getAllStateStores().forEach((name, store) -> {
            long count = 0;
            try (KeyValueIterator<?, ?> all = ((KeyValueStore<?, ?>) store).all()) {
                for (; all.hasNext(); all.next()) {
                    count++;
                }
            }
            kept.put(name, count);
        });
        return kept;
    }

    /** Plays a sample to its outcome: solved at once, or taught with the first refinement. */
    List<String> play(Assignment assignment, Verdict attempt) {
        TestResult result = Runs.judged(Runs.attempt(assignment), attempt);
        send(Topic.TEST_RESULTS, result);
        return attempt.isTheCodesFault() ? teach(Runs.refinement(result, 1, RefinementOutcome.ANSWERED)) : List.of();
    }

    /** Plays assignments, and those that follow from them, to their outcomes. The student fails the first so many. */
    List<String> practise(List<Assignment> assigned, int failures) {
        List<Assignment> open = new ArrayList<>(assigned);
        List<String> examples = new ArrayList<>();
        int played = 0;
        while (!open.isEmpty()) {
            assertThat(open).hasSizeLessThanOrEqualTo(window.most());
            examples.addAll(play(open.remove(0), played++ < failures ? Verdict.FAILED : Verdict.PASSED));
            open.addAll(assigned());
        }
        return examples;
    }

    /** A refinement passes and becomes training examples. */
    List<String> teach(Refinement refinement) {
        send(Topic.REFINEMENTS, refinement);
        send(Topic.TEST_RESULTS, Runs.judged(refinement, Verdict.PASSED));
        List<String> ids = new ArrayList<>();
        for (PairKind pair : refinement.assignment().teaching().method().pairs()) {
            send(Topic.TRAINING_EXAMPLES, Runs.example(refinement, pair));
            ids.add(Runs.example(refinement, pair).id());
        }
        return ids;
    }

    RunReport report() {
        return report(Runs.RUN);
    }

    RunReport report(String runId) {
        KeyValueStore<String, RunLedger> ledgers = driver.getKeyValueStore(LedgerStores.RUNS);
        return ledgers.get(runId).report();
    }

    /** The tasks that only one of a round and the round before it solved. */
    PracticeFlips flips(int round) {
        KeyValueStore<String, RunLedger> ledgers = driver.getKeyValueStore(LedgerStores.RUNS);
        KeyValueStore<String, String> flips = driver.getKeyValueStore(LedgerStores.FLIPS);
        return ledgers.get(Runs.RUN)
                .flips(
                        round,
                        FlipStore.tasks(flips, Runs.RUN, round, FlipStore.Direction.GAINED, 100),
                        FlipStore.tasks(flips, Runs.RUN, round, FlipStore.Direction.LOST, 100));
    }

    /** The lesson of a sample with its texts whole. */
    Lesson wholeLesson(SampleAddress address) {
        KeyValueStore<String, SampleLedger> samples = driver.getKeyValueStore(LedgerStores.SAMPLES);
        KeyValueStore<String, String> texts = driver.getKeyValueStore(LedgerStores.TEXTS);
        return FoundLesson.of(List.of(samples), address, List.of(texts), LessonQuery.ALL)
                .orElseThrow()
                .lesson();
    }

    List<Lesson> lessons() {
        KeyValueStore<String, SampleLedger> samples = driver.getKeyValueStore(LedgerStores.SAMPLES);
        List<Lesson> lessons = new ArrayList<>();
        samples.all().forEachRemaining(entry -> entry.value.lesson().ifPresent(lessons::add));
        return lessons;
    }

    static byte[] json(Object value) {
        try {
            return Json.mapper().writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.close();
    }

    private TestInputTopic<String, byte[]> input(String topic) {
        return inputs.computeIfAbsent(
                topic, name -> driver.createInputTopic(name, new StringSerializer(), new ByteArraySerializer()));
    }

    private <T extends Event> TestOutputTopic<String, T> output(Topic topic, Class<T> type) {
        return driver.createOutputTopic(
                topic.topicName(), new StringDeserializer(), JsonSerde.of(type).deserializer());
    }
}

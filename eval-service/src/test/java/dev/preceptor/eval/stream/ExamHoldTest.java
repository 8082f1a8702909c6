package dev.preceptor.eval.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.eval.Exams;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.JsonSerde;
import dev.preceptor.stage.stream.SkipUnreadable;
import dev.preceptor.stage.stream.StoreWait;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exams whose tasks the artifact store does not give for a while. */
class ExamHoldTest {

    private static final int WINDOW = 2;
    private static final int OTHER_DATA_SETS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String UNREADABLE = "s3://bucket/exam.jsonl cannot be read: connection refused";
    private static final CaseResult REFUSED = new CaseResult("assert f(1) == 1", true, false, "f(1)", "1", "2", null);

    @TempDir
    Path state;

    private final List<Task> tasks =
            IntStream.range(0, 3).mapToObj(i -> Exams.task("set/" + i)).toList();
    private boolean away;
    private int reads;
    private DataSetTasks store;
    private TopologyTestDriver driver;
    private TestOutputTopic<String, Assignment> assignments;
    private TestOutputTopic<String, Evaluation> evaluations;
    private TestOutputTopic<String, Checkpoint> letters;

    @BeforeEach
    void start() {
        List<String> lines = tasks.stream()
                .map(task -> new String(json(task), StandardCharsets.UTF_8))
                .toList();
        store = new DataSetTasks(any -> {
            reads++;
            if (away) {
                throw new ArtifactException(UNREADABLE);
            }
            return lines;
        });
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-eval");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipUnreadable.class);
        driver = new TopologyTestDriver(
                ExamTopology.build(
                        TopicNames.UNPREFIXED,
                        WINDOW,
                        PATIENCE,
                        Runnable::run,
                        new RecordLimit(RecordLimit.DEFAULT_BYTES),
                        store,
                        new EventTraces(OpenTelemetry.noop(), TopicNames.UNPREFIXED)),
                properties);
        assignments = output(Topic.ASSIGNMENTS.topicName(), Assignment.class);
        evaluations = output(Topic.EVALUATIONS.topicName(), Evaluation.class);
        letters = output(Topic.CHECKPOINTS.deadLetters(), Checkpoint.class);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void waitsForAStoreThatIsAwayAndGoesOn() {
        away = true;
        open(ExamSpecification.DEFAULT);
        pass(Duration.ofMinutes(1));
        assertThat(assignments.isEmpty()).isTrue();
        assertThat(letters.isEmpty()).isTrue();
        assertThat(reads).as("tries, with growing pauses").isBetween(4, 10);

        away = false;
        pass(StoreWait.LONGEST_PAUSE);
        assertThat(assignments.readValuesToList()).hasSize(WINDOW);
    }

    @Test
    void isHeldWhereTheStoreStaysAwayAndGoesOnWithTheRun() {
        away = true;
        open(ExamSpecification.DEFAULT);
        pass(PATIENCE.plus(StoreWait.LONGEST_PAUSE));

        TestRecord<String, Checkpoint> letter = letters.readRecord();
        assertThat(letter.key()).isEqualTo(Exams.RUN);
        assertThat(letter.value().reference().round()).isEqualTo(1);
        assertThat(letter.headers().lastHeader("dead-letter-reason").value())
                .isEqualTo(UNREADABLE.getBytes(StandardCharsets.UTF_8));
        int before = reads;
        pass(PATIENCE);
        assertThat(reads).isEqualTo(before);
        assertThat(letters.isEmpty()).isTrue();

        away = false;
        runSays("RUNNING");
        finish(assignments.readValuesToList());
        assertThat(evaluations.readValue().passAtK()).containsEntry("1", 1.0);
    }

    @Test
    void goesOnWhereItsLetterIsSentAgain() {
        away = true;
        open(ExamSpecification.DEFAULT);
        pass(PATIENCE.plus(StoreWait.LONGEST_PAUSE));
        Checkpoint letter = letters.readValue();

        away = false;
        send(Topic.CHECKPOINTS.topicName(), letter.key(), json(letter));
        finish(assignments.readValuesToList());
        assertThat(evaluations.readValuesToList()).hasSize(1);
    }

    @Test
    void takesNoWordOfAPersonForTheRunsOwn() {
        away = true;
        open(ExamSpecification.DEFAULT);
        pass(PATIENCE.plus(StoreWait.LONGEST_PAUSE));
        away = false;
        runSays("RUNNING\", \"wish\": \"CANCEL");

        assertThat(assignments.isEmpty()).isTrue();
    }

    @Test
    void keepsTheAnswersThatComeMeanwhile() {
        open(ExamSpecification.DEFAULT);
        List<Assignment> inFlight = assignments.readValuesToList();
        storeGoesAway();
        inFlight.forEach(this::solve);
        pass(PATIENCE.plus(StoreWait.LONGEST_PAUSE));
        assertThat(letters.readValuesToList()).hasSize(1);

        away = false;
        runSays("RUNNING");
        List<Assignment> last = assignments.readValuesToList();
        assertThat(last).extracting(each -> each.task().id()).containsExactly("set/2");
        finish(last);
        Evaluation evaluation = evaluations.readValue();
        assertThat(evaluation.faulted()).isZero();
        assertThat(evaluation.passAtK()).containsEntry("1", 1.0);
    }

    @Test
    void mendsAnAnswerThatCameWhileTheTasksCouldNotBeRead() {
        open(new ExamSpecification(1, null, null, null, List.of(1), 1, null, null));
        List<Assignment> inFlight = assignments.readValuesToList();
        storeGoesAway();
        refuse(inFlight.get(0));
        refuse(inFlight.get(0));
        refuse(inFlight.get(1));
        assertThat(assignments.isEmpty()).isTrue();

        away = false;
        pass(StoreWait.LONGEST_PAUSE);
        List<Assignment> mending = assignments.readValuesToList();
        assertThat(mending).extracting(Assignment::step).containsExactly(1, 1);
        assertThat(mending).extracting(each -> each.task().id()).containsExactly("set/0", "set/1");
        finish(mending);
        assertThat(evaluations.readValuesToList())
                .extracting(each -> each.passAtK().get("1"))
                .containsExactly(1 / 3.0, 1.0);
    }

    /** What is in memory is pushed out by other data sets. */
    private void storeGoesAway() {
        for (int other = 0; other < OTHER_DATA_SETS; other++) {
            store.of(new DataSet("file:///other.jsonl", "other-" + other, tasks.size()));
        }
        away = true;
    }

    private void pass(Duration time) {
        Duration step = time.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofSeconds(30) : Duration.ofSeconds(1);
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
            driver.advanceWallClockTime(step);
        }
    }

    private void open(ExamSpecification exam) {
        Checkpoint checkpoint = Exams.checkpoint(1, new DataSet("file:///exam.jsonl", "00", tasks.size()), exam);
        send(Topic.CHECKPOINTS.topicName(), checkpoint.key(), json(checkpoint));
    }

    private void runSays(String state) {
        String run = "{\"runId\": \"" + Exams.RUN + "\", \"state\": \"" + state + "\"}";
        send(Topic.RUNS.topicName(), Exams.RUN, run.getBytes(StandardCharsets.UTF_8));
    }

    private void finish(List<Assignment> open) {
        for (List<Assignment> next = open; !next.isEmpty(); next = assignments.readValuesToList()) {
            next.forEach(this::solve);
        }
    }

    private void solve(Assignment assignment) {
        result(Exams.result(assignment, Verdict.PASSED));
    }

    private void refuse(Assignment assignment) {
        result(Exams.result(assignment, Verdict.FAILED, List.of(REFUSED)));
    }

    private void result(TestResult result) {
        send(Topic.TEST_RESULTS.topicName(), result.key(), json(result));
    }

    private void send(String topic, String key, byte[] value) {
        driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    private <T extends Event> TestOutputTopic<String, T> output(String topic, Class<T> type) {
        return driver.createOutputTopic(
                topic, new StringDeserializer(), JsonSerde.of(type).deserializer());
    }

    private static byte[] json(Object value) {
        try {
            return Json.mapper().writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

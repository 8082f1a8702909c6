package dev.preceptor.eval.stream;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.eval.Exams;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.JsonSerde;
import dev.preceptor.stage.stream.SkipUnreadable;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamTopologyTest {

    private static final int WINDOW = 2;
    private static final int RECORD_BYTES = 200_000;

    @TempDir
    Path state;

    private final List<Task> tasks =
            IntStream.range(0, 5).mapToObj(i -> Exams.task("set/" + i)).toList();
    private final DataSet dataSet = new DataSet("file:///exam.jsonl", "00", tasks.size());
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> checkpoints;
    private TestInputTopic<String, byte[]> results;
    private TestInputTopic<String, byte[]> lostAssignments;
    private TestInputTopic<String, byte[]> lostAttempts;
    private TestOutputTopic<String, Assignment> assignments;
    private TestOutputTopic<String, Evaluation> evaluations;
    private TestOutputTopic<String, Checkpoint> unexamined;

    @BeforeEach
    void start() {
        start(new DataSetTasks(any ->
                tasks.stream().map(ExamTopologyTest::json).map(String::new).toList()));
    }

    private void start(DataSetTasks examTasks) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-eval");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipUnreadable.class);
        driver = new TopologyTestDriver(
                ExamTopology.build(
                        TopicNames.UNPREFIXED,
                        WINDOW,
                        Duration.ofMinutes(5),
                        Runnable::run,
                        new RecordLimit(RECORD_BYTES),
                        examTasks,
                        new EventTraces(OpenTelemetry.noop(), TopicNames.UNPREFIXED)),
                properties);
        checkpoints = input(Topic.CHECKPOINTS.topicName());
        results = input(Topic.TEST_RESULTS.topicName());
        lostAssignments = input(Topic.ASSIGNMENTS.deadLetters());
        lostAttempts = input(Topic.ATTEMPTS.deadLetters());
        assignments = output(Topic.ASSIGNMENTS.topicName(), Assignment.class);
        evaluations = output(Topic.EVALUATIONS.topicName(), Evaluation.class);
        unexamined = output(Topic.CHECKPOINTS.deadLetters(), Checkpoint.class);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void examinesAWindowOfTasksAtATimeAndGradesAtTheEnd() {
        open(0, new ExamSpecification(2, null, null, null, List.of(1, 2), null, null, null));

        List<Assignment> inFlight = assignments.readValuesToList();
        assertThat(inFlight).extracting(each -> each.task().id()).containsExactly("set/0", "set/0", "set/1", "set/1");
        assertThat(inFlight).extracting(Assignment::sample).containsExactly(0, 1, 0, 1);

        int handedOut = inFlight.size();
        while (!inFlight.isEmpty()) {
            Assignment next = inFlight.remove(0);
            boolean passes = next.task().id().equals("set/3") || next.sample() == 0;
            judge(next, passes ? Verdict.PASSED : Verdict.FAILED);
            List<Assignment> more = assignments.readValuesToList();
            inFlight.addAll(more);
            handedOut += more.size();
            assertThat(inFlight.stream()
                            .map(each -> each.task().id())
                            .distinct()
                            .count())
                    .isLessThanOrEqualTo(WINDOW);
        }

        assertThat(handedOut).isEqualTo(10);
        Evaluation evaluation = evaluations.readValue();
        assertThat(evaluation.passAtK()).containsEntry("1", (4 * 0.5 + 1) / 5).containsEntry("2", 1.0);
        assertThat(evaluation.scores())
                .extracting(score -> score.taskId())
                .containsExactly("set/0", "set/1", "set/2", "set/3", "set/4");
        assertThat(evaluations.isEmpty()).isTrue();
    }

    @Test
    void countsEachAnswerOnceHoweverOftenItComes() {
        open(0, ExamSpecification.DEFAULT);
        open(0, ExamSpecification.DEFAULT);
        List<Assignment> first = assignments.readValuesToList();
        assertThat(first).hasSize(WINDOW);

        judge(first.get(0), Verdict.PASSED);
        judge(first.get(0), Verdict.FAILED);
        List<Assignment> next = assignments.readValuesToList();
        assertThat(next).extracting(each -> each.task().id()).containsExactly("set/2");

        judge(first.get(1), Verdict.PASSED);
        finish(next, Verdict.PASSED);
        assertThat(evaluations.readValue().passAtK()).containsEntry("1", 1.0);
        open(0, ExamSpecification.DEFAULT);
        assertThat(assignments.isEmpty()).isTrue();
    }

    @Test
    void endsThoughAnswersAreLost() {
        open(0, ExamSpecification.DEFAULT);
        List<Assignment> first = assignments.readValuesToList();
        lostAssignments.pipeInput(first.get(0).key(), json(first.get(0)));
        lostAttempts.pipeInput(first.get(1).key(), json(Exams.attempt(first.get(1))));
        List<Assignment> next = assignments.readValuesToList();
        lostAttempts.pipeInput(next.get(0).key(), bytes("no attempt"));
        judge(next.get(1), Verdict.SANDBOX_ERROR);
        judge(assignments.readValue(), Verdict.PASSED);

        Evaluation evaluation = evaluations.readValue();
        assertThat(evaluation.faulted()).isEqualTo(4);
        assertThat(evaluation.passAtK()).containsEntry("1", 1.0);
    }

    @Test
    void letsTheStudentMendWhatPublicTestsRefuse() {
        open(0, new ExamSpecification(1, null, null, null, List.of(1), 1, null, null));
        Assignment first = assignments.readValuesToList().get(0);
        CaseResult refused = new CaseResult("assert f(1) == 1", true, false, "f(1)", "1", "2", null);
        result(Exams.result(first, Verdict.FAILED, List.of(refused)));

        Assignment mending = assignments.readValue();
        assertThat(mending.step()).isEqualTo(1);
        assertThat(mending.id()).isNotEqualTo(first.id());
        assertThat(mending.earlier().code()).isEqualTo("def f(x): return x");
        assertThat(mending.earlier().feedback()).isEqualTo("f(1) returned 2, expected 1");

        judge(mending, Verdict.PASSED);
        List<Assignment> rest = new ArrayList<>(assignments.readValuesToList());
        rest.add(Exams.assignment(tasks.get(1), 0, 0));
        finish(rest, Verdict.PASSED);
        List<Evaluation> both = evaluations.readValuesToList();
        assertThat(both).extracting(Evaluation::refineStep).containsExactly(0, 1);
        assertThat(both).extracting(each -> each.passAtK().get("1")).containsExactly(0.8, 1.0);
    }

    @Test
    void endsATaskThatNoRecordCanHold() {
        driver.close();
        Task large = new Task(
                "set/1",
                "Write f.",
                PromptKind.INSTRUCTION,
                "f",
                "#".repeat(RECORD_BYTES),
                List.of("assert f(9) == 9"),
                null,
                null,
                null);
        List<Task> oneIsLarge = new ArrayList<>(tasks);
        oneIsLarge.set(1, large);
        start(new DataSetTasks(any ->
                oneIsLarge.stream().map(ExamTopologyTest::json).map(String::new).toList()));
        open(0, ExamSpecification.DEFAULT);
        finish(assignments.readValuesToList(), Verdict.PASSED);

        Evaluation evaluation = evaluations.readValue();
        assertThat(evaluation.faulted()).isEqualTo(1);
        assertThat(evaluation.passAtK()).containsEntry("1", 1.0);
    }

    @Test
    void endsTheTaskOfAResultThatItCannotRead() {
        open(0, ExamSpecification.DEFAULT);
        List<Assignment> first = assignments.readValuesToList();
        results.pipeInput(first.get(0).key(), bytes("no JSON"));
        results.pipeInput(first.get(1).key(), (byte[]) null);
        finish(assignments.readValuesToList(), Verdict.PASSED);

        assertThat(evaluations.readValue().faulted()).isEqualTo(2);
    }

    @Test
    void passesOverWhatItCannotRead() {
        checkpoints.pipeInput(Exams.RUN, bytes("{}"));
        checkpoints.pipeInput(Exams.RUN, bytes("no JSON"));
        results.pipeInput("run-1/set/0", bytes("{\"submission\": null}"));
        lostAssignments.pipeInput("nobody", bytes("{}"));
        open(0, ExamSpecification.DEFAULT);

        assertThat(assignments.readValuesToList()).hasSize(WINDOW);
    }

    @Test
    void forgetsTheExamsOfADeletedRunAndNotThoseOfTheSameRunAskedForAnew() {
        open(0, ExamSpecification.DEFAULT);
        Assignment first = assignments.readValuesToList().get(0);
        Instant deleted = Instant.now().plusSeconds(1);

        delete(first.runId(), deleted);
        judge(first, Verdict.PASSED);

        assertThat(kept()).isZero();
        assertThat(assignments.isEmpty()).isTrue();
        open(0, ExamSpecification.DEFAULT, deleted.plusMillis(1));
        assertThat(assignments.readValuesToList()).hasSize(WINDOW);
        delete(first.runId(), deleted);
        assertThat(kept()).isEqualTo(1 + WINDOW);
    }

    private void delete(String runId, Instant at) {
        RunDeletion deletion = RunDeletion.everywhere(runId, at);
        input(Topic.RUN_DELETIONS.topicName()).pipeInput(deletion.key(), json(deletion));
        // What one partition of others goes on with is not meant.
        RunDeletion goingOn = deletion.in(1);
        input(Topic.RUN_DELETIONS.topicName()).pipeInput(goingOn.key(), json(goingOn));
    }

    /** How many entries the stores have. */
    private long kept() {
        long kept = 0;
        for (String store : List.of(ExamProcessor.EXAMS, ExamProcessor.EXAM_TASKS)) {
            try (KeyValueIterator<?, ?> all = driver.getKeyValueStore(store).all()) {
                for (; all.hasNext(); all.next()) {
                    kept++;
                }
            }
        }
        return kept;
    }

    private void finish(List<Assignment> open, Verdict verdict) {
        List<Assignment> inFlight = new ArrayList<>(open);
        while (!inFlight.isEmpty()) {
            judge(inFlight.remove(0), verdict);
            inFlight.addAll(assignments.readValuesToList());
        }
    }

    private void open(int round, ExamSpecification exam) {
        Checkpoint checkpoint = Exams.checkpoint(round, dataSet, exam);
        checkpoints.pipeInput(checkpoint.key(), json(checkpoint));
    }

    private void open(int round, ExamSpecification exam, Instant at) {
        Checkpoint checkpoint = Exams.checkpoint(round, dataSet, exam);
        checkpoints.pipeInput(checkpoint.key(), json(checkpoint), at);
    }

    private void judge(Assignment assignment, Verdict verdict) {
        List<CaseResult> cases = List.of(new CaseResult("assert f(1) == 1", true, true, null, null, null, null));
        result(Exams.result(assignment, verdict, cases));
    }

    private void result(TestResult result) {
        results.pipeInput(result.key(), json(result));
    }

    private TestInputTopic<String, byte[]> input(String topic) {
        return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
    }

    private <T extends Event> TestOutputTopic<String, T> output(String topic, Class<T> type) {
        return driver.createOutputTopic(
                topic, new StringDeserializer(), JsonSerde.of(type).deserializer());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] json(Object value) {
        try {
            return Json.mapper().writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.preceptor.eval.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.contracts.specification.ExamSpecificationBuilder;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.eval.Exams;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamTopologyTest {

    @TempDir
    Path state;

    private final List<Task> tasks =
            IntStream.range(0, 5).mapToObj(i -> Exams.task("set/" + i)).toList();
    private final DataSet dataSet = new DataSet("file:///exam.jsonl", "00", tasks.size());
    private ExamDriver driver;

    @BeforeEach
    void start() {
        driver = new ExamDriver(state, dataSet(tasks));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void examinesAWindowOfTasksAtATimeAndGradesAtTheEnd() {
        open(0, ExamSpecificationBuilder.builder().samples(2).k(List.of(1, 2)).build());

        List<Assignment> inFlight = driver.assigned();
        assertThat(inFlight).extracting(each -> each.task().id()).containsExactly("set/0", "set/0", "set/1", "set/1");
        assertThat(inFlight).extracting(Assignment::sample).containsExactly(0, 1, 0, 1);

        int handedOut = inFlight.size();
        while (!inFlight.isEmpty()) {
            Assignment next = inFlight.remove(0);
            boolean passes = next.task().id().equals("set/3") || next.sample() == 0;
            judge(next, passes ? Verdict.PASSED : Verdict.FAILED);
            List<Assignment> more = driver.assigned();
            inFlight.addAll(more);
            handedOut += more.size();
            assertThat(inFlight.stream()
                            .map(each -> each.task().id())
                            .distinct()
                            .count())
                    .isLessThanOrEqualTo(ExamDriver.WINDOW);
        }

        assertThat(handedOut).isEqualTo(10);
        Evaluation evaluation = driver.evaluations().get(0);
        assertThat(evaluation.passAtK()).containsEntry("1", (4 * 0.5 + 1) / 5).containsEntry("2", 1.0);
        assertThat(evaluation.scores())
                .extracting(score -> score.taskId())
                .containsExactly("set/0", "set/1", "set/2", "set/3", "set/4");
        assertThat(driver.evaluations()).isEmpty();
    }

    @Test
    void countsEachAnswerOnceHoweverOftenItComes() {
        open(0, ExamSpecification.DEFAULT);
        open(0, ExamSpecification.DEFAULT);
        List<Assignment> first = driver.assigned();
        assertThat(first).hasSize(ExamDriver.WINDOW);

        judge(first.get(0), Verdict.PASSED);
        judge(first.get(0), Verdict.FAILED);
        List<Assignment> next = driver.assigned();
        assertThat(next).extracting(each -> each.task().id()).containsExactly("set/2");

        judge(first.get(1), Verdict.PASSED);
        finish(next, Verdict.PASSED);
        assertThat(driver.evaluations().get(0).passAtK()).containsEntry("1", 1.0);
        open(0, ExamSpecification.DEFAULT);
        assertThat(driver.assigned()).isEmpty();
    }

    @Test
    void endsThoughAnswersAreLost() {
        open(0, ExamSpecification.DEFAULT);
        List<Assignment> first = driver.assigned();
        driver.deadLetter(Topic.ASSIGNMENTS, first.get(0).key(), ExamDriver.json(first.get(0)));
        driver.deadLetter(Topic.ATTEMPTS, first.get(1).key(), ExamDriver.json(Exams.attempt(first.get(1))));
        List<Assignment> next = driver.assigned();
        driver.deadLetter(Topic.ATTEMPTS, next.get(0).key(), bytes("no attempt"));
        judge(next.get(1), Verdict.SANDBOX_ERROR);
        judge(driver.assigned().get(0), Verdict.PASSED);

        Evaluation evaluation = driver.evaluations().get(0);
        assertThat(evaluation.faulted()).isEqualTo(4);
        assertThat(evaluation.passAtK()).containsEntry("1", 1.0);
    }

    @Test
    void letsTheStudentMendWhatPublicTestsRefuse() {
        open(
                0,
                ExamSpecificationBuilder.builder()
                        .samples(1)
                        .k(List.of(1))
                        .refineSteps(1)
                        .build());
        Assignment first = driver.assigned().get(0);
        CaseResult refused = new CaseResult("assert f(1) == 1", true, false, "f(1)", "1", "2", null);
        driver.judge(Exams.result(first, Verdict.FAILED, List.of(refused)));

        Assignment mending = driver.assigned().get(0);
        assertThat(mending.step()).isEqualTo(1);
        assertThat(mending.id()).isNotEqualTo(first.id());
        assertThat(mending.earlier().code()).isEqualTo("def f(x): return x");
        assertThat(mending.earlier().feedback()).isEqualTo("f(1) returned 2, expected 1");

        judge(mending, Verdict.PASSED);
        List<Assignment> rest = new ArrayList<>(driver.assigned());
        rest.add(Exams.assignment(tasks.get(1), 0, 0));
        finish(rest, Verdict.PASSED);
        List<Evaluation> both = driver.evaluations();
        assertThat(both).extracting(Evaluation::refineStep).containsExactly(0, 1);
        assertThat(both).extracting(each -> each.passAtK().get("1")).containsExactly(0.8, 1.0);
    }

    @Test
    void endsATaskThatNoRecordCanHold() {
        driver.close();
        Task large = TaskBuilder.builder()
                .id("set/1")
                .prompt("Write f.")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("f")
                .setup("#".repeat(ExamDriver.RECORD_BYTES))
                .tests(List.of("assert f(9) == 9"))
                .build();
        List<Task> oneIsLarge = new ArrayList<>(tasks);
        oneIsLarge.set(1, large);
        driver = new ExamDriver(state, dataSet(oneIsLarge));
        open(0, ExamSpecification.DEFAULT);
        finish(driver.assigned(), Verdict.PASSED);

        Evaluation evaluation = driver.evaluations().get(0);
        assertThat(evaluation.faulted()).isEqualTo(1);
        assertThat(evaluation.passAtK()).containsEntry("1", 1.0);
    }

    @Test
    void endsTheTaskOfAResultThatItCannotRead() {
        open(0, ExamSpecification.DEFAULT);
        List<Assignment> first = driver.assigned();
        driver.send(Topic.TEST_RESULTS.topicName(), first.get(0).key(), bytes("no JSON"));
        driver.send(Topic.TEST_RESULTS.topicName(), first.get(1).key(), (byte[]) null);
        finish(driver.assigned(), Verdict.PASSED);

        assertThat(driver.evaluations().get(0).faulted()).isEqualTo(2);
    }

    @Test
    void passesOverWhatItCannotRead() {
        driver.send(Topic.CHECKPOINTS.topicName(), Exams.RUN, bytes("{}"));
        driver.send(Topic.CHECKPOINTS.topicName(), Exams.RUN, bytes("no JSON"));
        driver.send(Topic.TEST_RESULTS.topicName(), "run-1/set/0", bytes("{\"submission\": null}"));
        driver.deadLetter(Topic.ASSIGNMENTS, "nobody", bytes("{}"));
        open(0, ExamSpecification.DEFAULT);

        assertThat(driver.assigned()).hasSize(ExamDriver.WINDOW);
    }

    @Test
    void forgetsTheExamsOfADeletedRunAndNotThoseOfTheSameRunAskedForAnew() {
        open(0, ExamSpecification.DEFAULT);
        Assignment first = driver.assigned().get(0);
        Instant deleted = Instant.now().plusSeconds(1);

        delete(first.runId(), deleted);
        judge(first, Verdict.PASSED);

        assertThat(driver.stored()).isZero();
        assertThat(driver.assigned()).isEmpty();
        open(0, ExamSpecification.DEFAULT, deleted.plusMillis(1));
        assertThat(driver.assigned()).hasSize(ExamDriver.WINDOW);
        delete(first.runId(), deleted);
        assertThat(driver.stored()).isEqualTo(1 + ExamDriver.WINDOW);
    }

    private void delete(String runId, Instant at) {
        RunDeletion deletion = RunDeletion.everywhere(runId, at);
        driver.send(Topic.RUN_DELETIONS.topicName(), deletion.key(), ExamDriver.json(deletion));
        // The next step of the deletion in one partition of another service is ignored.
        RunDeletion nextStep = deletion.in(1);
        driver.send(Topic.RUN_DELETIONS.topicName(), nextStep.key(), ExamDriver.json(nextStep));
    }

    private void finish(List<Assignment> open, Verdict verdict) {
        List<Assignment> inFlight = new ArrayList<>(open);
        while (!inFlight.isEmpty()) {
            judge(inFlight.remove(0), verdict);
            inFlight.addAll(driver.assigned());
        }
    }

    private void open(int round, ExamSpecification exam) {
        Checkpoint checkpoint = Exams.checkpoint(round, dataSet, exam);
        driver.open(checkpoint);
    }

    private void open(int round, ExamSpecification exam, Instant at) {
        Checkpoint checkpoint = Exams.checkpoint(round, dataSet, exam);
        driver.open(checkpoint, at);
    }

    private void judge(Assignment assignment, Verdict verdict) {
        List<CaseResult> cases = List.of(new CaseResult("assert f(1) == 1", true, true, null, null, null, null));
        driver.judge(Exams.result(assignment, verdict, cases));
    }

    private static DataSetTasks dataSet(List<Task> tasks) {
        List<String> lines =
                tasks.stream().map(ExamDriver::json).map(String::new).toList();
        return new DataSetTasks(any -> lines);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

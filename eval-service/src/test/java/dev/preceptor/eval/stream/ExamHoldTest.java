package dev.preceptor.eval.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.ExamPlan;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunBuilder;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.contracts.specification.ExamSpecificationBuilder;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.RunSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import dev.preceptor.contracts.specification.TaskSets;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.eval.Exams;
import dev.preceptor.stage.retry.Backoff;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exams whose tasks the artifact store does not give for a while, or whose student cannot answer. */
class ExamHoldTest {

    private static final int OTHER_DATA_SETS = 20;
    private static final String UNREADABLE = "s3://bucket/exam.jsonl cannot be read: connection refused";
    private static final CaseResult REFUSED = new CaseResult("assert f(1) == 1", true, false, "f(1)", "1", "2", null);

    @TempDir
    Path state;

    private final List<Task> tasks =
            IntStream.range(0, 3).mapToObj(i -> Exams.task("set/" + i)).toList();
    private boolean away;
    private int reads;
    private DataSetTasks store;
    private ExamDriver driver;

    @BeforeEach
    void start() {
        List<String> lines = tasks.stream()
                .map(task -> new String(ExamDriver.json(task), StandardCharsets.UTF_8))
                .toList();
        store = new DataSetTasks(any -> {
            reads++;
            if (away) {
                throw new ArtifactException(UNREADABLE);
            }
            return lines;
        });
        driver = new ExamDriver(state, store);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void waitsForAStoreThatIsAwayAndGoesOn() {
        away = true;
        open(ExamSpecification.DEFAULT);
        driver.wait(Duration.ofMinutes(1));
        assertThat(driver.assigned()).isEmpty();
        assertThat(driver.held()).isEmpty();
        assertThat(reads).as("tries, with growing pauses").isBetween(4, 10);

        away = false;
        driver.wait(Backoff.OF_STORE.longest());
        assertThat(driver.assigned()).hasSize(ExamDriver.WINDOW);
    }

    @Test
    void isHeldWhereTheStoreStaysAwayAndGoesOnWithTheRun() {
        away = true;
        open(ExamSpecification.DEFAULT);
        driver.wait(ExamDriver.STORE_PATIENCE.plus(Backoff.OF_STORE.longest()));

        TestRecord<String, Checkpoint> letter = driver.held().get(0);
        assertThat(letter.key()).isEqualTo(Exams.RUN);
        assertThat(letter.value().reference().round()).isEqualTo(1);
        assertThat(letter.headers().lastHeader("dead-letter-reason").value())
                .isEqualTo(UNREADABLE.getBytes(StandardCharsets.UTF_8));
        int before = reads;
        driver.wait(ExamDriver.STORE_PATIENCE);
        assertThat(reads).isEqualTo(before);
        assertThat(driver.held()).isEmpty();

        away = false;
        runSays("RUNNING");
        finish(driver.assigned());
        assertThat(driver.evaluations().get(0).passAtK()).containsEntry("1", 1.0);
    }

    @Test
    void goesOnWhereItsLetterIsSentAgain() {
        away = true;
        open(ExamSpecification.DEFAULT);
        driver.wait(ExamDriver.STORE_PATIENCE.plus(Backoff.OF_STORE.longest()));
        Checkpoint letter = driver.held().get(0).value();

        away = false;
        driver.open(letter);
        finish(driver.assigned());
        assertThat(driver.evaluations()).hasSize(1);
    }

    @Test
    void takesNoWordOfAPersonForTheRunsOwn() {
        away = true;
        open(ExamSpecification.DEFAULT);
        driver.wait(ExamDriver.STORE_PATIENCE.plus(Backoff.OF_STORE.longest()));
        away = false;
        runSays("RUNNING\", \"wish\": \"CANCEL");

        assertThat(driver.assigned()).isEmpty();
    }

    @Test
    void keepsTheAnswersThatComeMeanwhile() {
        open(ExamSpecification.DEFAULT);
        List<Assignment> inFlight = driver.assigned();
        storeGoesAway();
        inFlight.forEach(this::solve);
        driver.wait(ExamDriver.STORE_PATIENCE.plus(Backoff.OF_STORE.longest()));
        assertThat(driver.held()).hasSize(1);

        away = false;
        runSays("RUNNING");
        List<Assignment> last = driver.assigned();
        assertThat(last).extracting(each -> each.task().id()).containsExactly("set/2");
        finish(last);
        Evaluation evaluation = driver.evaluations().get(0);
        assertThat(evaluation.faulted()).isZero();
        assertThat(evaluation.passAtK()).containsEntry("1", 1.0);
    }

    @Test
    void mendsAnAnswerThatCameWhileTheTasksCouldNotBeRead() {
        open(ExamSpecificationBuilder.builder()
                .samples(1)
                .k(List.of(1))
                .refineSteps(1)
                .build());
        List<Assignment> inFlight = driver.assigned();
        storeGoesAway();
        refuse(inFlight.get(0));
        refuse(inFlight.get(0));
        refuse(inFlight.get(1));
        assertThat(driver.assigned()).isEmpty();

        away = false;
        driver.wait(Backoff.OF_STORE.longest());
        List<Assignment> mending = driver.assigned();
        assertThat(mending).extracting(Assignment::step).containsExactly(1, 1);
        assertThat(mending).extracting(each -> each.task().id()).containsExactly("set/0", "set/1");
        finish(mending);
        assertThat(driver.evaluations())
                .extracting(each -> each.passAtK().get("1"))
                .containsExactly(1 / 3.0, 1.0);
    }

    @Test
    void isHeldWhereTheStudentCannotAnswerAndAssignsAgainWithTheRun() {
        open(ExamSpecification.DEFAULT);
        List<Assignment> inFlight = driver.assigned();
        inFlight.forEach(assignment -> driver.refused(assignment, "rank 32 is too large"));

        assertThat(driver.held()).singleElement().satisfies(letter -> assertThat(
                        letter.headers().lastHeader("dead-letter-reason").value())
                .isEqualTo("the student cannot answer: rank 32 is too large".getBytes(StandardCharsets.UTF_8)));
        assertThat(driver.assigned()).isEmpty();
        assertThat(driver.evaluations()).isEmpty();

        runSays("RUNNING");
        List<Assignment> again = driver.assigned();
        assertThat(again).containsExactlyInAnyOrderElementsOf(inFlight);
        finish(again);
        Evaluation evaluation = driver.evaluations().get(0);
        assertThat(evaluation.faulted()).isZero();
        assertThat(evaluation.passAtK()).containsEntry("1", 1.0);
    }

    @Test
    void assignsOnTheTermsThatTheRunHasNow() {
        StudentSpecification student = StudentSpecificationBuilder.builder()
                .model("tiny")
                .backend("openai")
                .baseUrl("http://here:8000/v1")
                .checkpointModel("round-{round}")
                .build();
        driver.open(Checkpoint.toExamine(
                Exams.RUN,
                student,
                new CheckpointReference(1, "tiny", null),
                new ExamPlan(new DataSet("file:///exam.jsonl", "00", tasks.size()), ExamSpecification.DEFAULT)));
        driver.refused(driver.assigned().get(0), "wrong address");
        RunSpecification mended = RunSpecificationBuilder.builder()
                .name("mended")
                .student(StudentSpecificationBuilder.builder(student)
                        .baseUrl("http://elsewhere:8000/v1")
                        .build())
                .teacher(TeacherSpecificationBuilder.builder()
                        .backend("reference")
                        .build())
                .tasks(new TaskSets("practice.jsonl", "exam.jsonl"))
                .method(Method.PERSD)
                .build();
        Run run = RunBuilder.builder()
                .runId(Exams.RUN)
                .specification(mended)
                .state(Run.State.RUNNING)
                .build();
        driver.send(Topic.RUNS.topicName(), Exams.RUN, ExamDriver.json(run));

        assertThat(driver.assigned())
                .singleElement()
                .extracting(assignment -> assignment.student().baseUrl())
                .isEqualTo("http://elsewhere:8000/v1");
    }

    @Test
    void isNotHeldForAnAnswerThatItHas() {
        open(ExamSpecification.DEFAULT);
        List<Assignment> inFlight = driver.assigned();
        solve(inFlight.get(0));
        driver.refused(inFlight.get(0), "late");

        assertThat(driver.held()).isEmpty();
    }

    /** Other data sets evict the tasks from memory. */
    private void storeGoesAway() {
        for (int other = 0; other < OTHER_DATA_SETS; other++) {
            store.of(new DataSet("file:///other.jsonl", "other-" + other, tasks.size()));
        }
        away = true;
    }

    private void open(ExamSpecification exam) {
        Checkpoint checkpoint = Exams.checkpoint(1, new DataSet("file:///exam.jsonl", "00", tasks.size()), exam);
        driver.open(checkpoint);
    }

    private void runSays(String state) {
        String run = "{\"runId\": \"" + Exams.RUN + "\", \"state\": \"" + state + "\"}";
        driver.send(Topic.RUNS.topicName(), Exams.RUN, run.getBytes(StandardCharsets.UTF_8));
    }

    private void finish(List<Assignment> open) {
        for (List<Assignment> next = open; !next.isEmpty(); next = driver.assigned()) {
            next.forEach(this::solve);
        }
    }

    private void solve(Assignment assignment) {
        driver.judge(Exams.result(assignment, Verdict.PASSED));
    }

    private void refuse(Assignment assignment) {
        driver.judge(Exams.result(assignment, Verdict.FAILED, List.of(REFUSED)));
    }
}

package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporary faults: the run waits, is held where they last too long, and goes on. */
class RunHoldTest {

    private static final int WINDOW = 2;
    private static final int OTHER_DATA_SETS = 20;
    private static final String UNREADABLE = "s3://bucket/practice.jsonl cannot be read: connection refused";

    private static final String RANK = "LoRA rank 32 is greater than max_lora_rank 16.";

    @TempDir
    Path state;

    private final List<Task> tasks =
            IntStream.range(0, 5).mapToObj(i -> Runs.task("set/" + i)).toList();
    private final Run run = Runs.run(Method.PERSD, 1, 1, 5);
    private boolean away;
    private int reads;
    private DataSetTasks practice;
    private RunDriver driver;

    @BeforeEach
    void start() {
        List<String> lines =
                tasks.stream().map(task -> new String(RunDriver.json(task))).toList();
        practice = new DataSetTasks(any -> {
            reads++;
            if (away) {
                throw new ArtifactException(UNREADABLE);
            }
            return lines;
        });
        driver = new RunDriver(state, WINDOW, practice);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    /** Other data sets evict the tasks from memory. */
    private void storeGoesAway() {
        for (int other = 0; other < OTHER_DATA_SETS; other++) {
            practice.of(new DataSet("file:///other.jsonl", "other-" + other, tasks.size()));
        }
        away = true;
    }

    @Test
    void waitsForAStoreThatIsAwayAndGoesOn() {
        away = true;
        driver.send(Topic.RUNS, run);
        assertThat(driver.assigned()).isEmpty();
        assertThat(driver.report()).extracting(RunReport::state).isEqualTo(Run.State.RUNNING);
        assertThat(driver.report().reason()).endsWith(UNREADABLE);

        driver.wait(Duration.ofMinutes(1));
        assertThat(driver.runs()).isEmpty();
        assertThat(reads).as("tries, with growing pauses").isBetween(4, 10);
        away = false;
        driver.wait(Duration.ofSeconds(30));

        assertThat(driver.assigned()).hasSize(WINDOW);
        assertThat(driver.report().reason()).isNull();
    }

    @Test
    void keepsWhatEndsMeanwhileAndTriesNoSoonerForIt() {
        driver.send(Topic.RUNS, run);
        List<Assignment> inFlight = driver.assigned();
        storeGoesAway();
        driver.play(inFlight.get(0), Verdict.PASSED);
        int before = reads;
        driver.play(inFlight.get(1), Verdict.PASSED);
        assertThat(reads).isEqualTo(before);
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(2, 0, 0, 0, 0));

        away = false;
        driver.wait(Duration.ofSeconds(2));
        assertThat(driver.assigned())
                .extracting(assignment -> assignment.task().id())
                .containsExactly("set/2", "set/3");
    }

    @Test
    void holdsTheRunWhereTheListOfItsExamplesCannotBeKeptAndTrainsWhenItIsResumed() {
        driver.send(Topic.RUNS, run);
        driver.storeFails("cannot write s3://bucket/data-sets/ab.jsonl: Access Denied");
        driver.practise(driver.assigned(), 1);
        assertThat(driver.jobs()).isEmpty();
        assertThat(driver.report().state()).isEqualTo(Run.State.RUNNING);
        driver.wait(RunDriver.STORE_PATIENCE.plusSeconds(30));

        Run held = driver.runs().get(0);
        assertThat(held.state()).isEqualTo(Run.State.HELD);
        assertThat(held.reason())
                .isEqualTo(
                        "the training's examples cannot be kept: cannot write s3://bucket/data-sets/ab.jsonl: Access Denied");

        driver.storeFails(null);
        driver.send(Topic.RUNS, held.withWish(Run.Wish.RESUME));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.RUNNING);
        assertThat(driver.jobs()).hasSize(1);
    }

    @Test
    void holdsTheRunWhereTheStoreStaysAwayAndGoesOnWhenItIsResumed() {
        driver.send(Topic.RUNS, run);
        List<Assignment> inFlight = driver.assigned();
        storeGoesAway();
        driver.play(inFlight.get(0), Verdict.PASSED);
        driver.wait(RunDriver.STORE_PATIENCE.plusSeconds(30));

        Run held = driver.runs().get(0);
        assertThat(held.state()).isEqualTo(Run.State.HELD);
        assertThat(held.reason()).isEqualTo("the practice tasks cannot be read: " + UNREADABLE);
        assertThat(held.endedAt()).isNull();
        int before = reads;
        driver.wait(RunDriver.STORE_PATIENCE);
        driver.play(inFlight.get(1), Verdict.PASSED);
        assertThat(reads).isEqualTo(before);
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(2, 0, 0, 0, 0));

        away = false;
        driver.send(Topic.RUNS, held.withWish(Run.Wish.RESUME));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.RUNNING);
        assertThat(driver.assigned())
                .extracting(assignment -> assignment.task().id())
                .containsExactly("set/2", "set/3");
        assertThat(driver.report().reason()).isNull();
    }

    @Test
    void goesOnWhenAHeldRunIsAskedForAgain() {
        away = true;
        driver.send(Topic.RUNS, run);
        driver.wait(RunDriver.STORE_PATIENCE.plusSeconds(30));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.HELD);

        away = false;
        driver.send(Topic.RUNS, run);
        driver.practise(driver.assigned(), 1);
        assertThat(driver.jobs()).hasSize(1);
    }

    @Test
    void triesNothingForARunThatWasCancelledMeanwhile() {
        away = true;
        driver.send(Topic.RUNS, run);
        driver.send(Topic.RUNS, run.withWish(Run.Wish.CANCEL));
        int before = reads;
        driver.wait(Duration.ofMinutes(1));

        assertThat(reads).isEqualTo(before);
        assertThat(driver.report().state()).isEqualTo(Run.State.CANCELLED);
    }

    private Run served(String baseUrl) {
        StudentSpecification student = StudentSpecificationBuilder.builder()
                .model("tiny")
                .backend("openai")
                .baseUrl(baseUrl)
                .checkpointModel("round-{round}")
                .build();
        return run.withSpecification(run.specification().withStudent(student));
    }

    @Test
    void holdsARunWhoseStudentCannotAnswerAndAssignsAgainWhenItIsResumed() {
        driver.send(Topic.RUNS, run);
        List<Assignment> inFlight = driver.assigned();
        inFlight.forEach(assignment -> driver.refused(assignment, RANK));

        Run held = driver.runs().get(0);
        assertThat(held.state()).isEqualTo(Run.State.HELD);
        assertThat(held.reason()).isEqualTo("the student cannot answer: " + RANK);
        assertThat(driver.runs()).isEmpty();
        assertThat(driver.assigned()).isEmpty();
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 0, 0, 0, 0));
        assertThat(driver.report().inFlight()).isEqualTo(WINDOW);

        driver.send(Topic.RUNS, held.withWish(Run.Wish.RESUME));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.RUNNING);
        List<Assignment> again = driver.assigned();
        assertThat(again).containsExactlyInAnyOrderElementsOf(inFlight);
        driver.practise(again, 1);
        assertThat(driver.report().ledger().faulted()).isZero();
        assertThat(driver.jobs()).hasSize(1);
    }

    @Test
    void holdsARunAgainWhereTheStudentStillCannotAnswer() {
        driver.send(Topic.RUNS, run);
        List<Assignment> inFlight = driver.assigned();
        inFlight.forEach(assignment -> driver.refused(assignment, RANK));
        driver.send(Topic.RUNS, driver.runs().get(0).withWish(Run.Wish.RESUME));
        driver.runs();
        driver.assigned().forEach(assignment -> driver.refused(assignment, "no adapters"));

        assertThat(driver.runs()).extracting(Run::reason).containsExactly("the student cannot answer: no adapters");
        driver.send(Topic.RUNS, run);
        assertThat(driver.assigned()).containsExactlyInAnyOrderElementsOf(inFlight);
    }

    @Test
    void assignsWhatWasRefusedOnTheTermsOfTheRequestThatResumes() {
        driver.send(Topic.RUNS, served("http://here:8000/v1"));
        driver.assigned().forEach(assignment -> driver.refused(assignment, RANK));
        driver.send(Topic.RUNS, served("http://elsewhere:8000/v1"));

        assertThat(driver.assigned())
                .hasSize(WINDOW)
                .extracting(assignment -> assignment.student().baseUrl())
                .containsOnly("http://elsewhere:8000/v1");
    }

    @Test
    void keepsARunPausedWhoseStudentCannotAnswer() {
        driver.send(Topic.RUNS, run);
        List<Assignment> inFlight = driver.assigned();
        driver.send(Topic.RUNS, run.withWish(Run.Wish.PAUSE));
        driver.runs();
        driver.refused(inFlight.get(0), RANK);
        assertThat(driver.runs()).isEmpty();

        driver.send(Topic.RUNS, run.withWish(Run.Wish.RESUME));
        assertThat(driver.assigned()).containsExactly(inFlight.get(0));
    }

    @Test
    void assignsNothingAgainThatHasEndedOrWhoseRunHas() {
        driver.send(Topic.RUNS, run);
        List<Assignment> inFlight = driver.assigned();
        driver.play(inFlight.get(0), Verdict.PASSED);
        driver.assigned();
        driver.refused(inFlight.get(0), RANK);
        assertThat(driver.runs()).isEmpty();

        driver.send(Topic.RUNS, run.withWish(Run.Wish.CANCEL));
        driver.runs();
        driver.refused(inFlight.get(1), RANK);
        assertThat(driver.runs()).isEmpty();
        assertThat(driver.report().state()).isEqualTo(Run.State.CANCELLED);
    }

    @Test
    void leavesAnExamThatTheStudentCannotAnswerToEvalService() {
        driver.send(Topic.RUNS, run);
        driver.refused(driver.assigned().get(0).withPurpose(Purpose.EXAM), RANK);

        assertThat(driver.runs()).isEmpty();
    }

    @Test
    void holdsARunWhoseExamCannotBeHeldAndGoesOnWhereItIsGradedAllTheSame() {
        driver.send(Topic.RUNS, run);
        Checkpoint asItCame = driver.checkpoints().get(0);
        driver.deadLetter(Topic.CHECKPOINTS, Runs.RUN, RunDriver.json(asItCame), "no exam");
        Run held = driver.runs().get(0);
        assertThat(held.state()).isEqualTo(Run.State.HELD);
        assertThat(held.reason()).isEqualTo("the exam failed: no exam");

        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, asItCame.reference(), 0.5));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.RUNNING);
        driver.practise(driver.assigned(), 1);
        assertThat(driver.jobs()).hasSize(1);
    }

    @Test
    void goesOnWithAHeldExamWhenResumed() {
        driver.send(Topic.RUNS, run);
        Checkpoint asItCame = driver.checkpoints().get(0);
        driver.deadLetter(Topic.CHECKPOINTS, Runs.RUN, RunDriver.json(asItCame), "no exam");
        Run held = driver.runs().get(0);

        driver.send(Topic.RUNS, held.withWish(Run.Wish.RESUME));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.RUNNING);
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, asItCame.reference(), 0.5));
        driver.practise(driver.assigned(), 1);
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, 1));
        driver.send(
                Topic.EVALUATIONS, Runs.evaluation(run, Runs.checkpoint(run, 1).reference(), 0.5));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.FINISHED);
    }

    @Test
    void notesALetterOfAnExamThatIsGradedAndChangesNothing() {
        driver.send(Topic.RUNS, run);
        Checkpoint asItCame = driver.checkpoints().get(0);
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, asItCame.reference(), 0.5));
        driver.deadLetter(Topic.CHECKPOINTS, Runs.RUN, RunDriver.json(asItCame), "late");

        assertThat(driver.runs()).isEmpty();
        assertThat(driver.report().state()).isEqualTo(Run.State.RUNNING);
    }

    @Test
    void notesALetterOfAJobWhoseCheckpointHasComeAndChangesNothing() {
        driver.send(Topic.RUNS, run);
        driver.practise(driver.assigned(), 1);
        TrainingJob job = driver.jobs().get(0);
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, 1));
        driver.deadLetter(Topic.TRAINING_JOBS, job.key(), RunDriver.json(job), "late");

        assertThat(driver.runs()).isEmpty();
        assertThat(driver.report().state()).isEqualTo(Run.State.RUNNING);
    }

    @Test
    void notesALetterOfAnEarlierRoundsJobAndChangesNothing() {
        Run two = Runs.run(Method.PERSD, 2, 1, 5);
        driver.send(Topic.RUNS, two);
        driver.practise(driver.assigned(), 1);
        TrainingJob first = driver.jobs().get(0);
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(two, 1));
        driver.practise(driver.assigned(), 2);
        TrainingJob second = driver.jobs().get(0);
        driver.deadLetter(Topic.TRAINING_JOBS, first.key(), RunDriver.json(first), "late");
        assertThat(driver.runs()).isEmpty();

        driver.deadLetter(Topic.TRAINING_JOBS, second.key(), RunDriver.json(second), "disk full");
        assertThat(driver.runs()).extracting(Run::reason).containsExactly("the training failed: disk full");
    }

    @Test
    void trainsAgainWhereACheckpointThatItWaitsForCannotBeRead() {
        driver.send(Topic.RUNS, run);
        driver.practise(driver.assigned(), 1);
        TrainingJob job = driver.jobs().get(0);
        driver.deadLetter(Topic.CHECKPOINTS, Runs.RUN, "no JSON".getBytes(), "unreadable");
        Run held = driver.runs().get(0);
        assertThat(held.state()).isEqualTo(Run.State.HELD);

        driver.send(Topic.RUNS, held.withWish(Run.Wish.RESUME));
        assertThat(driver.jobs()).containsExactly(job);
    }
}

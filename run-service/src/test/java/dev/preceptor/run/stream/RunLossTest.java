package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in which something is lost for a reason of ours. */
class RunLossTest {

    private static final EnumSet<Topic> NOT_READ = EnumSet.of(
            Topic.ASSIGNMENTS,
            Topic.ATTEMPTS,
            Topic.TRAINING_JOBS,
            Topic.DRAFT_REQUESTS,
            Topic.DRAFTS,
            Topic.DRAFT_TRIALS,
            Topic.COMPARISONS,
            Topic.SERVICE_STATUS,
            Topic.BATCHED_REQUESTS);

    private static final int WINDOW = 2;

    @TempDir
    Path state;

    private final List<Task> tasks =
            IntStream.range(0, 5).mapToObj(i -> Runs.task("set/" + i)).toList();
    private RunDriver driver;

    @BeforeEach
    void start() {
        driver = new RunDriver(state, WINDOW, RunDriver.practice(tasks));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void goesOnThoughTasksAreLost() {
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5));
        List<Assignment> first = driver.assigned();
        driver.deadLetter(Topic.ASSIGNMENTS, first.get(0).key(), RunDriver.json(first.get(0)), "no model");
        driver.deadLetter(Topic.ATTEMPTS, first.get(1).key(), "not readable".getBytes(), "no JSON");
        List<Assignment> next = driver.assigned();
        assertThat(next).hasSize(2);
        driver.deadLetter(
                Topic.TEST_RESULTS,
                next.get(0).key(),
                RunDriver.json(Runs.judged(Runs.attempt(next.get(0)), Verdict.FAILED)),
                "no teacher");

        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 0, 0, 0, 3));
        assertThat(driver.report().trainingExamples()).isZero();
    }

    @Test
    void failsWithTheReasonWhereTrainingIsLost() {
        Run run = Runs.run(Method.PERSD, 1, 1, 5);
        driver.send(Topic.RUNS, run);
        driver.practise(driver.assigned(), 1);
        TrainingJob job = driver.jobs().get(0);
        driver.deadLetter(Topic.TRAINING_JOBS, job.key(), RunDriver.json(job), "disk full");

        Run failed = driver.runs().get(0);
        assertThat(failed.state()).isEqualTo(Run.State.FAILED);
        assertThat(failed.reason()).isEqualTo("the training failed: disk full");
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 1));
        assertThat(driver.runs()).isEmpty();
    }

    @Test
    void goesOnWhereTheJobsLetterIsSentAgainAndItsCheckpointComes() {
        Run run = Runs.run(Method.PERSD, 1, 1, 5);
        driver.send(Topic.RUNS, run);
        driver.practise(driver.assigned(), 1);
        TrainingJob job = driver.jobs().get(0);
        driver.deadLetter(Topic.TRAINING_JOBS, job.key(), RunDriver.json(job), "disk full");
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.FAILED);

        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, job));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.RUNNING);
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 0.1));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 1, 0.2));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.FINISHED);
    }

    @Test
    void takesUpASampleWhoseLetterIsSentAgain() {
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5));
        List<Assignment> first = driver.assigned();
        driver.deadLetter(Topic.ASSIGNMENTS, first.get(0).key(), RunDriver.json(first.get(0)), "no model");
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 0, 0, 0, 1));
        assertThat(driver.assigned()).hasSize(1);

        driver.play(first.get(0), Verdict.FAILED);
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 1, 0, 0, 0));
        assertThat(driver.report().trainingExamples()).isEqualTo(1);
        assertThat(driver.assigned()).as("its place was filled already").isEmpty();
        driver.deadLetter(Topic.ASSIGNMENTS, first.get(0).key(), RunDriver.json(first.get(0)), "late");
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 1, 0, 0, 0));
    }

    @Test
    void goesOnWithTheTasksWhoseLettersWereSentAgainWhereAllWereLost() {
        Run run = Runs.run(Method.PERSD, 1, 1, 2);
        List<Assignment> lost = loseAll(run);
        lost.forEach(assignment -> driver.play(assignment, Verdict.FAILED));
        assertThat(driver.report().state()).isEqualTo(Run.State.FAILED);
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 2, 0, 0, 0));

        driver.send(Topic.RUNS, run);
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.RUNNING);
        assertThat(driver.jobs())
                .extracting(job -> driver.examplesOf(job).size())
                .containsExactly(2);
    }

    @Test
    void practisesAnewWhereAllWasLostAndTheSameRunIsAskedForAgain() {
        Run run = Runs.run(Method.PERSD, 1, 1, 2);
        List<Assignment> lost = loseAll(run);

        driver.send(Topic.RUNS, run);
        List<Assignment> again = driver.assigned();
        assertThat(again).isEqualTo(lost);
        driver.practise(again, 1);
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(1, 1, 0, 0, 0));
        assertThat(driver.jobs()).hasSize(1);
    }

    @Test
    void aFailedRunOfWhichOnlyItsLastRecordIsKnownStaysAsItIs() {
        Run run = Runs.run(Method.PERSD, 1, 1, 2);
        Run failed = run.with(ended -> ended.state(Run.State.FAILED)
                .reason("long ago")
                .endedAt(run.createdAt())
                .wish(null));
        driver.send(Topic.RUNS, failed);
        driver.send(Topic.RUNS, run);

        assertThat(driver.report().state()).isEqualTo(Run.State.FAILED);
        assertThat(driver.assigned()).isEmpty();
    }

    /** All results are SANDBOX_ERROR. */
    private List<Assignment> loseAll(Run run) {
        driver.close();
        driver = new RunDriver(state, WINDOW, RunDriver.practice(tasks.subList(0, WINDOW)));
        driver.send(Topic.RUNS, run);
        List<Assignment> all = driver.assigned();
        all.forEach(assignment -> driver.play(assignment, Verdict.SANDBOX_ERROR));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.FAILED);
        return all;
    }

    @Test
    void trainsAgainWhereTheSameRunIsAskedForAfterItsTrainingWasLost() {
        Run run = Runs.run(Method.PERSD, 1, 1, 5);
        driver.send(Topic.RUNS, run);
        driver.practise(driver.assigned(), 1);
        TrainingJob job = driver.jobs().get(0);
        driver.deadLetter(Topic.TRAINING_JOBS, job.key(), RunDriver.json(job), "disk full");
        driver.send(Topic.RUNS, driver.runs().get(0));
        assertThat(driver.jobs()).isEmpty();

        driver.send(Topic.RUNS, run);
        assertThat(driver.jobs()).containsExactly(job);
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.RUNNING);
        assertThat(driver.report().state()).isEqualTo(Run.State.RUNNING);
        driver.send(Topic.RUNS, run);
        assertThat(driver.jobs()).isEmpty();
        assertThat(driver.runs()).hasSize(1);

        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, 1));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 0.1));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 1, 0.2));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.FINISHED);
    }

    @Test
    void endsTheTaskOfWhatItCannotRead() {
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5));
        List<Assignment> inFlight = driver.assigned();
        driver.send(Topic.TEST_RESULTS.topicName(), inFlight.get(0).key(), "no JSON".getBytes());
        driver.send(Topic.REFINEMENTS.topicName(), inFlight.get(1).key(), "{}".getBytes());
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 0, 0, 0, 2));
        inFlight = driver.assigned();
        driver.send(Topic.TEST_RESULTS.topicName(), inFlight.get(0).key(), null);
        byte[] otherSubmission = new String(RunDriver.json(Runs.judged(Runs.attempt(inFlight.get(1)), Verdict.PASSED)))
                .replace("\"type\":\"attempt\"", "\"type\":\"critique\"")
                .getBytes();
        driver.send(Topic.TEST_RESULTS.topicName(), inFlight.get(1).key(), otherSubmission);
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 0, 0, 0, 4));
        assertThat(driver.assigned()).hasSize(1);
    }

    @Test
    void endsATaskThatNoRecordCanHoldAndGoesOnWithTheOthers() {
        driver.close();
        List<Task> oneIsLarge = new ArrayList<>(tasks);
        oneIsLarge.set(1, Runs.largeTask("set/1", RunDriver.RECORD_BYTES));
        driver = new RunDriver(state, WINDOW, RunDriver.practice(oneIsLarge));
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5));
        driver.practise(driver.assigned(), 1);

        assertThat(driver.report().ledger()).isEqualTo(new Ledger(3, 1, 0, 0, 1));
        assertThat(driver.jobs()).hasSize(1);
    }

    @Test
    void takesAVerdictThatItDoesNotKnowForAFaultOfOurs() {
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5));
        Assignment first = driver.assigned().get(0);
        byte[] newer = new String(RunDriver.json(Runs.judged(Runs.attempt(first), Verdict.FAILED)))
                .replace("\"verdict\":\"FAILED\"", "\"verdict\":\"DISQUALIFIED\"")
                .getBytes();
        driver.send(Topic.TEST_RESULTS.topicName(), first.key(), newer);

        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 0, 0, 0, 1));
    }

    @Test
    void leavesATaskWhoseResultOnlyTheExamsCannotRead() {
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5));
        Assignment first = driver.assigned().get(0);
        driver.deadLetter(Topic.TEST_RESULTS, first.key(), "no JSON".getBytes(), "is no TestResult", "eval");
        assertThat(driver.report().ledger().ended()).isZero();
    }

    @Test
    void isHeldWhereAnEvaluationCannotBeRead() {
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5));
        driver.send(Topic.EVALUATIONS.topicName(), Runs.RUN, "no JSON".getBytes());

        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.HELD);
    }

    @Test
    void passesOverWhatItCannotRead() {
        for (Topic topic : EnumSet.complementOf(NOT_READ)) {
            driver.send(topic.topicName(), "demo-1/set/0", "{}".getBytes());
            driver.send(topic.topicName(), "demo-1/set/0", "no JSON".getBytes());
        }
        driver.deadLetter(Topic.REFINEMENTS, "nobody", new byte[0], "none");
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5));

        assertThat(driver.assigned()).extracting(Assignment::purpose).containsOnly(Purpose.PRACTICE);
    }
}

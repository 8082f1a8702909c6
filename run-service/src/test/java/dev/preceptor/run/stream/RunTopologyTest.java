package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import dev.preceptor.stage.stream.Window;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: what run-service emits when all others do their part. */
class RunTopologyTest {

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
    void takesARunFromItsRequestToItsEnd() {
        Run run = Runs.run(Method.PERSD_COMBINED, 1, 1, 5);
        driver.send(Topic.RUNS, run);

        Checkpoint asItCame = driver.checkpoints().get(0);
        assertThat(asItCame.id()).isEqualTo(Checkpoint.idOf(Runs.RUN, 0));
        assertThat(asItCame.reference().uri()).isEqualTo("tiny");
        assertThat(asItCame.exam().tasks()).isEqualTo(run.exam());

        List<String> examples = driver.practise(driver.assigned(), 2);
        assertThat(examples).hasSize(4);
        TrainingJob job = driver.jobs().get(0);
        assertThat(driver.examplesOf(job)).isSorted().containsExactlyInAnyOrderElementsOf(examples);
        assertThat(job.base()).isEqualTo(asItCame.reference());

        driver.send(
                Topic.TRAINING_PROGRESS,
                new TrainingProgress(job.id(), Runs.RUN, 1, new TrainingStep(1, 2.5, 1e-4, 1, 9), 2, 50));
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, 1));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 1, 0.5));
        assertThat(driver.runs()).isEmpty();
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 0.25));

        Run ended = driver.runs().get(0);
        assertThat(ended.state()).isEqualTo(Run.State.FINISHED);
        assertThat(ended.endedAt()).isNotNull();
        RunReport report = driver.report();
        assertThat(report.ledger()).isEqualTo(new Ledger(3, 2, 0, 0, 0));
        assertThat(report.trainingExamples()).isEqualTo(4);
        assertThat(report.rounds())
                .extracting(round -> round.firstLoss(), round -> round.lastLoss(), round -> round.checkpoint()
                        .uri())
                .containsExactly(tuple(2.5, 1.25, "file:///checkpoint-1"));
        assertThat(report.exams())
                .extracting(exam -> exam.round(), exam -> exam.passAtK().get("1"))
                .containsExactly(tuple(0, 0.25), tuple(1, 0.5));
        assertThat(report.progress())
                .extracting(stage -> stage.stage(), stage -> stage.done(), stage -> stage.total())
                .containsExactly(
                        tuple("exam-0", 3, 3),
                        tuple("practice-1", 5, 5),
                        tuple("teaching-1", 2, 2),
                        tuple("training-1", 2, 2),
                        tuple("exam-1", 3, 3));
        assertThat(report.seconds()).containsOnlyKeys("exam-0", "practice-1", "teaching-1", "training-1", "exam-1");
        assertThat(driver.lessons())
                .hasSize(5)
                .filteredOn(lesson -> lesson.outcome() == Outcome.TAUGHT)
                .extracting(Lesson::taskId)
                .containsExactly("set/0", "set/1");
    }

    @Test
    void theWindowGrowsWithTheTasksThatEndWithinTwoSecondsUpToItsMost() {
        List<Task> many =
                IntStream.range(0, 20).mapToObj(i -> Runs.task("set/" + i)).toList();
        try (RunDriver fast =
                new RunDriver(state.resolve("fast"), new Window(1, 3), RunDriver.practice(many), List.of())) {
            fast.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, many.size()));
            Deque<Assignment> open = new ArrayDeque<>(fast.assigned());
            List<Integer> inFlight = new ArrayList<>(List.of(open.size()));
            for (int ended = 0; ended < 6; ended++) {
                fast.play(open.remove(), Verdict.PASSED);
                open.addAll(fast.assigned());
                inFlight.add(open.size());
            }

            assertThat(inFlight).containsExactly(1, 1, 1, 2, 3, 3, 3);
        }
    }

    @Test
    void theReportRepeatsTheWarningOfTheRequest() {
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 3).withWarning("2 of the 3 exam tasks are practised"));

        assertThat(driver.report().warning()).isEqualTo("2 of the 3 exam tasks are practised");
    }

    @Test
    void startsARunOnceAndCountsEachEventOnce() {
        Run run = Runs.run(Method.PERSD, 1, 1, 5);
        driver.send(Topic.RUNS, run);
        driver.send(Topic.RUNS, run);
        assertThat(driver.checkpoints()).hasSize(1);
        List<Assignment> first = driver.assigned();
        assertThat(first).hasSize(WINDOW);

        driver.play(first.get(0), Verdict.PASSED);
        driver.play(first.get(0), Verdict.PASSED);
        assertThat(driver.assigned()).extracting(each -> each.task().id()).containsExactly("set/2");
        driver.play(first.get(1), Verdict.FAILED);
        driver.play(first.get(1), Verdict.FAILED);
        assertThat(driver.assigned()).extracting(each -> each.task().id()).containsExactly("set/3");
        assertThat(driver.report().trainingExamples()).isEqualTo(1);
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(1, 1, 0, 0, 0));
    }

    @Test
    void waitsForAllSamplesOfATask() {
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 2, 5));
        List<Assignment> first = driver.assigned();
        assertThat(first)
                .extracting(each -> each.task().id(), Assignment::sample)
                .containsExactly(tuple("set/0", 0), tuple("set/0", 1), tuple("set/1", 0), tuple("set/1", 1));

        driver.play(first.get(0), Verdict.PASSED);
        assertThat(driver.assigned()).isEmpty();
        driver.play(first.get(1), Verdict.FAILED);
        assertThat(driver.assigned()).hasSize(2);
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 1, 0, 0, 0));
    }

    @Test
    void practisesAgainWithTheCheckpointOfTheRoundBefore() {
        Run run = Runs.with(Runs.run(Method.PERSD, 2, 1, 5), "{'training': {'from': 'previous'}}");
        driver.send(Topic.RUNS, run);
        List<String> firstRound = driver.practise(driver.assigned(), 1);
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, 1));
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, 1));

        List<Assignment> again = driver.assigned();
        assertThat(again).hasSize(WINDOW).allSatisfy(assignment -> {
            assertThat(assignment.round()).isEqualTo(2);
            assertThat(assignment.checkpoint().uri()).isEqualTo("file:///checkpoint-1");
        });
        List<String> secondRound = driver.practise(again, 5);
        List<TrainingJob> jobs = driver.jobs();
        assertThat(jobs).extracting(TrainingJob::round).containsExactly(1, 2);
        assertThat(driver.examplesOf(jobs.get(0))).containsExactlyElementsOf(firstRound);
        assertThat(driver.examplesOf(jobs.get(1))).containsExactlyInAnyOrderElementsOf(secondRound);
        assertThat(jobs.get(1).base().uri()).isEqualTo("file:///checkpoint-1");

        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 0.1));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 1, 0.2));
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, 2));
        assertThat(driver.runs()).isEmpty();
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 2, 0.3));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.FINISHED);
    }

    @Test
    void endsAfterTheFirstExamWhereNothingWasToBeTaught() {
        Run run = Runs.run(Method.PERSD, 3, 1, 5);
        driver.send(Topic.RUNS, run);
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 1));
        assertThat(driver.runs()).isEmpty();
        driver.practise(driver.assigned(), 0);

        assertThat(driver.jobs()).isEmpty();
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.FINISHED);
        assertThat(driver.report().rounds().get(0).checkpoint()).isNull();
    }

    @Test
    void assignsTheTeacherWhereTheMethodDoesNotLookAtTheStudent() {
        Run run = Runs.run(Method.STAND, 1, 1, 5);
        driver.send(Topic.RUNS, run);
        List<Assignment> open = driver.assigned();
        assertThat(open).hasSize(WINDOW).extracting(Assignment::assignee).containsOnly(Assignee.TEACHER);

        while (!open.isEmpty()) {
            driver.teach(Runs.direct(open.remove(0)));
            open.addAll(driver.assigned());
        }
        assertThat(driver.examplesOf(driver.jobs().get(0))).hasSize(5);
        assertThat(driver.report().progress())
                .extracting(stage -> stage.stage(), stage -> stage.done(), stage -> stage.total())
                .contains(tuple("teaching-1", 5, 5));
    }

    @Test
    void givesLaterAssignmentsALargerBudget() {
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5, 1.0));
        Assignment first = driver.assigned().get(0);
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5, 2.0));
        driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5, 0.5));
        driver.play(first, Verdict.PASSED);

        assertThat(driver.assigned().get(0).teaching().teacher().budgetUsd()).isEqualTo(2.0);
        assertThat(driver.report().teacher().budgetUsd()).isEqualTo(2.0);
    }
}

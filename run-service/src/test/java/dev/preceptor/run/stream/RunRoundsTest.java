package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.PracticeFlips;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with several rounds, a larger budget later, pauses and recorded attempts. */
class RunRoundsTest {

    @TempDir
    Path state;

    private final List<Task> tasks =
            IntStream.range(0, 5).mapToObj(i -> Runs.task("set/" + i)).toList();
    private RunDriver driver;

    @BeforeEach
    void start() {
        List<String> recorded = tasks.stream()
                .map(task -> "{\"taskId\": \"%s\", \"sample\": 0, \"code\": \"recorded %s\"}"
                        .formatted(task.id(), task.id()))
                .toList();
        driver = new RunDriver(state, 2, RunDriver.practice(tasks), recorded);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void trainsTheStudentAsItCameOnAllRoundsExamplesAndStopsWhereNothingIsGained() {
        Run run = Runs.with(
                Runs.run(Method.PERSD, 3, 1, 5), "{'training': {'from': 'base'}, 'until': {'minGain': 0.05}}");
        driver.send(Topic.RUNS, run);
        List<String> examples = new ArrayList<>(driver.practise(driver.assigned(), 1));
        TrainingJob first = driver.jobs().get(0);
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, first));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 0.2));
        assertThat(driver.assigned()).isEmpty();
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 1, 0.3));

        examples.addAll(driver.practise(driver.assigned(), 2));
        TrainingJob second = driver.jobs().get(0);
        assertThat(second.base().round()).isZero();
        assertThat(driver.examplesOf(second)).containsExactlyInAnyOrderElementsOf(examples);
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, second));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 2, 0.34));

        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.FINISHED);
        assertThat(driver.report().rounds())
                .extracting(round -> round.passAt1(), round -> round.stopped())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0.3, null),
                        org.assertj.core.groups.Tuple.tuple(0.34, "pass@1 gained less than 0.05 in 1 round"));
    }

    @Test
    void countsTheTasksThatOnlyOneOfTwoRoundsSolved() {
        Run run = Runs.run(Method.PERSD, 2, 1, 5);
        driver.send(Topic.RUNS, run);
        practise(Map.of(
                "set/0",
                Verdict.FAILED,
                "set/1",
                Verdict.TIMED_OUT,
                "set/2",
                Verdict.CRASHED,
                "set/3",
                Verdict.PASSED));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 0.2));
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, driver.jobs().get(0)));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 1, 0.3));

        practise(Map.of("set/2", Verdict.FAILED, "set/3", Verdict.FAILED));

        PracticeFlips flips = driver.flips(2);
        assertThat(flips.gained()).isEqualTo(2);
        assertThat(flips.gainedTasks()).containsExactly("set/0", "set/1");
        assertThat(flips.lost()).isEqualTo(1);
        assertThat(flips.lostTasks()).containsExactly("set/3");
    }

    /** Plays all assigned tasks: "set/0" is taught, the others that fail are not; tasks without a verdict pass. */
    private void practise(Map<String, Verdict> verdicts) {
        List<Assignment> open = new ArrayList<>(driver.assigned());
        while (!open.isEmpty()) {
            Assignment assignment = open.remove(0);
            String task = assignment.task().id();
            TestResult result = Runs.judged(Runs.attempt(assignment), verdicts.getOrDefault(task, Verdict.PASSED));
            driver.send(Topic.TEST_RESULTS, result);
            if (result.verdict() != Verdict.PASSED && task.equals("set/0")) {
                driver.teach(Runs.refinement(result, 1, RefinementOutcome.ANSWERED));
            } else if (result.verdict() != Verdict.PASSED) {
                driver.send(Topic.REFINEMENTS, Runs.refinement(result, 2, RefinementOutcome.NO_CODE));
            }
            open.addAll(driver.assigned());
        }
    }

    @Test
    void teachesExactlyTheUnfundedTasksWhenThereIsMoreMoney() {
        Run run = Runs.with(Runs.run(Method.PERSD, 1, 1, 5), "{'exam': {'baseline': false}}");
        driver.send(Topic.RUNS, run);
        List<Assignment> open = new ArrayList<>(driver.assigned());
        driver.play(open.remove(0), Verdict.FAILED);
        open.addAll(driver.assigned());
        while (!open.isEmpty()) {
            TestResult failure = Runs.judged(Runs.attempt(open.remove(0)), Verdict.FAILED);
            driver.send(Topic.TEST_RESULTS, failure);
            driver.send(Topic.REFINEMENTS, Runs.refinement(failure, 1, RefinementOutcome.UNFUNDED));
            open.addAll(driver.assigned());
        }
        TrainingJob first = driver.jobs().get(0);
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, first));
        Evaluation early = Runs.evaluation(run, Runs.checkpoint(run, first).reference(), 0.3);
        driver.send(Topic.EVALUATIONS, early);
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 1, 0, 4, 0));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.FINISHED);
        driver.results();
        driver.send(Topic.RUNS, run);
        assertThat(driver.report().state()).isEqualTo(Run.State.FINISHED);

        driver.send(Topic.RUNS, Runs.with(run, "{'teacher': {'budgetUsd': 9.0}}"));
        List<TestResult> again = new ArrayList<>(driver.results());
        List<String> taught = new ArrayList<>();
        while (!again.isEmpty()) {
            assertThat(again).hasSizeLessThanOrEqualTo(2);
            TestResult failure = again.remove(0);
            assertThat(failure.assignment().teaching().teacher().budgetUsd()).isEqualTo(9.0);
            taught.add(failure.assignment().task().id());
            driver.teach(Runs.refinement(failure, 1, RefinementOutcome.ANSWERED));
            again.addAll(driver.results().stream()
                    .filter(result -> result.verdict() == Verdict.FAILED)
                    .toList());
        }
        assertThat(taught).containsExactly("set/1", "set/2", "set/3", "set/4");
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(0, 5, 0, 0, 0));

        TrainingJob second = driver.jobs().get(0);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(driver.examplesOf(second)).hasSize(5);
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, first));
        driver.send(Topic.EVALUATIONS, early);
        driver.runs();
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, second));
        driver.send(
                Topic.EVALUATIONS,
                Runs.evaluation(run, Runs.checkpoint(run, second).reference(), 0.5));
        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.FINISHED);
        assertThat(driver.report().rounds().get(0).passAt1()).isEqualTo(0.5);
    }

    @Test
    void goesOnUnderOtherTermsFromTheNextTaskOn() {
        Run run = Runs.run(Method.PERSD, 1, 1, 5);
        driver.send(Topic.RUNS, run);
        List<Assignment> first = driver.assigned();

        driver.send(
                Topic.RUNS,
                Runs.with(
                        run,
                        "{'teacher': {'requestsPerMinute': 7, 'baseUrl': 'http://elsewhere/v1', 'budgetUsd': 0.5}}"));
        driver.play(first.get(0), Verdict.PASSED);

        assertThat(driver.runs()).extracting(Run::state).containsExactly(Run.State.RUNNING);
        assertThat(driver.assigned()).singleElement().satisfies(next -> {
            assertThat(next.teaching().teacher().requestsPerMinute()).isEqualTo(7);
            assertThat(next.teaching().teacher().baseUrl()).isEqualTo("http://elsewhere/v1");
            // A smaller budget changes nothing.
            assertThat(next.teaching().teacher().budgetUsd()).isEqualTo(1.0);
        });
    }

    @Test
    void teachesWhatIsUnfundedUnderTheTermsThatComeWithTheMoney() {
        Run run = Runs.with(Runs.run(Method.PERSD, 1, 1, 5), "{'exam': {'baseline': false}}");
        driver.send(Topic.RUNS, run);
        for (List<Assignment> open = driver.assigned(); !open.isEmpty(); open = driver.assigned()) {
            for (Assignment assignment : open) {
                TestResult failure = Runs.judged(Runs.attempt(assignment), Verdict.FAILED);
                driver.send(Topic.TEST_RESULTS, failure);
                driver.send(Topic.REFINEMENTS, Runs.refinement(failure, 1, RefinementOutcome.UNFUNDED));
            }
        }

        driver.send(Topic.RUNS, Runs.with(run, "{'teacher': {'budgetUsd': 9.0, 'timeoutSeconds': 7}}"));

        assertThat(driver.results()).hasSize(2).allSatisfy(again -> {
            assertThat(again.assignment().teaching().teacher().budgetUsd()).isEqualTo(9.0);
            assertThat(again.assignment().teaching().teacher().timeoutSeconds()).isEqualTo(7);
        });
    }

    @Test
    void holdsAPausedRunGivesUpACancelledOneAndLeavesOthersTheirShare() {
        Run run = Runs.run(Method.PERSD, 1, 1, 5);
        Run other = Runs.with(run, "other-1", "{}");
        driver.send(Topic.RUNS, run);
        driver.send(Topic.RUNS, other);
        List<Assignment> open = driver.assigned();
        assertThat(open).extracting(Assignment::runId).containsExactly(Runs.RUN, Runs.RUN, "other-1", "other-1");

        driver.send(Topic.RUNS, run.withWish(Run.Wish.PAUSE));
        driver.play(open.get(0), Verdict.PASSED);
        assertThat(driver.assigned()).isEmpty();
        driver.play(open.get(2), Verdict.PASSED);
        assertThat(driver.assigned()).extracting(Assignment::runId).containsExactly("other-1");
        driver.send(Topic.RUNS, run.withWish(Run.Wish.RESUME));
        assertThat(driver.assigned()).extracting(Assignment::runId).containsExactly(Runs.RUN);

        driver.send(Topic.RUNS, run.withWish(Run.Wish.CANCEL));
        driver.play(open.get(1), Verdict.PASSED);
        assertThat(driver.assigned()).isEmpty();
        assertThat(driver.runs())
                .extracting(Run::state)
                .containsExactly(Run.State.PAUSED, Run.State.RUNNING, Run.State.CANCELLED);
    }

    @Test
    void doesNotBuyTheSolutionOfATaughtTaskTwice() {
        Run run = Runs.run(Method.STAND, 2, 1, 5);
        driver.send(Topic.RUNS, run);
        List<Assignment> open = new ArrayList<>(driver.assigned());
        while (!open.isEmpty()) {
            driver.teach(Runs.direct(open.remove(0)));
            open.addAll(driver.assigned());
        }
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, driver.jobs().get(0)));

        assertThat(driver.assigned()).isEmpty();
        assertThat(driver.report().rounds())
                .extracting(round -> round.stopped())
                .containsExactly(null, "nothing new was taught");
    }
}

package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCallBuilder;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RungBill;
import dev.preceptor.contracts.report.TeacherBill;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of three teachers, each of which is asked about what the one before it left. */
class LadderRunTest {

    private static final List<Task> TASKS =
            IntStream.range(0, 4).mapToObj(i -> Runs.task("set/" + i)).toList();

    @TempDir
    Path state;

    @Test
    void theReportTellsWhichRungTaughtWhatForHowMuch() {
        try (RunDriver driver = new RunDriver(state, TASKS.size(), RunDriver.practice(TASKS))) {
            driver.send(Topic.RUNS, Runs.onLadder(TASKS.size(), 1, 0.5));
            List<TestResult> failures = driver.assigned().stream()
                    .map(assignment -> Runs.judged(Runs.attempt(assignment), Verdict.FAILED))
                    .toList();
            failures.forEach(failure -> driver.send(Topic.TEST_RESULTS, failure));
            String byStudent = taughtByTheStudent(driver, failures.get(0));
            String bySmall = taught(driver, failures.get(1), 2, "small", 0.125);
            String byLarge = taught(driver, failures.get(2), 3, "large", 0.25);
            untaught(driver, failures.get(3));

            assertThat(driver.jobs()).singleElement().satisfies(job -> assertThat(driver.examplesOf(job))
                    .containsExactlyInAnyOrder(byStudent, bySmall, byLarge));
            TeacherBill bill = driver.report().teacher();
            assertThat(bill.model()).isEqualTo("student -> small -> large");
            assertThat(bill.costUsd()).isEqualTo(0.375);
            assertThat(bill.budgetUsd()).isEqualTo(1);
            assertThat(bill.rungs())
                    .extracting(
                            RungBill::name,
                            RungBill::model,
                            RungBill::asked,
                            RungBill::taught,
                            RungBill::calls,
                            RungBill::costUsd,
                            RungBill::budgetUsd)
                    .containsExactly(
                            tuple("student", "student", 4, 1, 0, 0.0, null),
                            tuple("small", "teacher-model", 3, 1, 1, 0.125, 0.5),
                            tuple("large", "large-model", 2, 1, 1, 0.25, null));
            assertThat(driver.lessons())
                    .extracting(Lesson::rung)
                    .containsExactlyInAnyOrder("student", "small", "large", null);
        }
    }

    @Test
    void aGreaterBudgetOfARungTeachesWhatItCouldNotAskAbout() {
        List<Task> one = TASKS.subList(0, 1);
        try (RunDriver driver = new RunDriver(state, 1, RunDriver.practice(one))) {
            Run run = Runs.onLadder(1, 1, 0.5);
            driver.send(Topic.RUNS, run);
            TestResult failure = Runs.judged(Runs.attempt(driver.assigned().get(0)), Verdict.FAILED);
            driver.send(Topic.TEST_RESULTS, failure);
            driver.send(Topic.TEST_RESULTS, Runs.corrected(failure, Verdict.FAILED));
            driver.send(Topic.REFINEMENTS, Runs.refinement(failure, 2, RefinementOutcome.UNFUNDED));
            Refinement large =
                    Runs.refinement(failure, 3, RefinementOutcome.ANSWERED).withSkipped(List.of(2));
            driver.send(Topic.TEST_RESULTS, Runs.judged(large, Verdict.FAILED));
            driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 0.5));
            assertThat(driver.report().ledger().unfunded()).isEqualTo(1);
            assertThat(driver.report().state()).isEqualTo(Run.State.FINISHED);

            driver.send(Topic.RUNS, Runs.onLadder(1, 1, 0.5));
            assertThat(driver.results()).isEmpty();
            driver.send(Topic.RUNS, Runs.onLadder(1, 1, 0.75));

            assertThat(driver.results()).singleElement().satisfies(again -> {
                assertThat(again.id()).isEqualTo(failure.id());
                assertThat(again.assignment().teaching().ladder().rungs().get(1).budgetUsd())
                        .isEqualTo(0.75);
            });
        }
    }

    private static String taughtByTheStudent(RunDriver driver, TestResult failure) {
        TestResult passed = Runs.corrected(failure, Verdict.PASSED);
        driver.send(Topic.TEST_RESULTS, passed);
        return example(driver, (Refinement) passed.ofRefinement().submission());
    }

    private static String taught(RunDriver driver, TestResult failure, int number, String rung, double costUsd) {
        driver.send(Topic.TEST_RESULTS, Runs.corrected(failure, Verdict.FAILED));
        for (int earlier = 2; earlier < number; earlier++) {
            answered(driver, Runs.refinement(failure, earlier, RefinementOutcome.ANSWERED), Verdict.FAILED);
        }
        Refinement refinement = Runs.refinement(failure, number, RefinementOutcome.ANSWERED);
        driver.send(Topic.TEACHER_CALLS, call(refinement, rung, costUsd));
        answered(driver, refinement, Verdict.PASSED);
        return example(driver, refinement);
    }

    private static void untaught(RunDriver driver, TestResult failure) {
        driver.send(Topic.TEST_RESULTS, Runs.corrected(failure, Verdict.FAILED));
        driver.send(Topic.REFINEMENTS, Runs.refinement(failure, 2, RefinementOutcome.UNCHANGED));
        driver.send(Topic.REFINEMENTS, Runs.refinement(failure, 3, RefinementOutcome.NO_CODE));
    }

    private static void answered(RunDriver driver, Refinement refinement, Verdict verdict) {
        driver.send(Topic.REFINEMENTS, refinement);
        driver.send(Topic.TEST_RESULTS, Runs.judged(refinement, verdict));
    }

    private static String example(RunDriver driver, Refinement refinement) {
        driver.send(Topic.TRAINING_EXAMPLES, Runs.example(refinement, PairKind.SOLVE));
        return Runs.example(refinement, PairKind.SOLVE).id();
    }

    private static TeacherCall call(Refinement refinement, String rung, double costUsd) {
        return TeacherCallBuilder.builder()
                .callId("call-" + refinement.id())
                .runId(Runs.RUN)
                .number(1)
                .state(TeacherCall.State.ANSWERED)
                .greatestCostUsd(1)
                .costUsd(costUsd)
                .owner("teacher-0")
                .at(Instant.EPOCH)
                .deadline(Instant.EPOCH)
                .answer(new TeacherCall.Answer("m", "", 10, 5, "stop", 0))
                .rung(rung)
                .build();
    }
}

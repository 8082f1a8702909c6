package dev.preceptor.run.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.LessonExample;
import dev.preceptor.contracts.report.LessonRefinement;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.UnfundedSample;
import dev.preceptor.run.practice.PracticeAssignments;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SampleLedgerTest {

    private final Assignment assignment = assignment(Method.PERSD_COMBINED);
    private final TestResult failure = Runs.judged(Runs.attempt(assignment), Verdict.FAILED);
    private final Refinement first = Runs.refinement(failure, 1, RefinementOutcome.ANSWERED);
    private final Refinement last = Runs.refinement(failure, 2, RefinementOutcome.ANSWERED);
    private final TrainingExample solve = Runs.example(last, PairKind.SOLVE);
    private final TrainingExample refine = Runs.example(last, PairKind.REFINE);
    private final SampleLedger ledger = new SampleLedger(SampleAddress.of(assignment));

    @Test
    void isSolvedWhereTheStudentPassed() {
        List<RunEvent> events = ledger.judged(Runs.judged(Runs.attempt(assignment), Verdict.PASSED));

        assertThat(events)
                .containsExactly(
                        new RunEvent.SampleJudged(Runs.RUN, 1, "set/1", 0, false, null),
                        Runs.sampleEnded(Runs.RUN, 1, "set/1", 0, Outcome.SOLVED, false, List.of(), null));
    }

    @Test
    void isSolvedAndGivesAnExampleWhereTheMethodLearnsFromAttemptsThatPassed() {
        TestResult passed = Runs.judged(Runs.attempt(assignment(Method.RFT)), Verdict.PASSED);
        TrainingExample own = OwnExample.of(passed).orElseThrow();

        assertThat(ledger.judged(passed))
                .contains(Runs.sampleEnded(Runs.RUN, 1, "set/1", 0, Outcome.SOLVED, false, List.of(own.id()), null));
        assertThat(ledger.taught(own)).isEmpty();
        assertThat(ledger.lesson().orElseThrow().examples()).containsExactly(LessonExample.listed(own.id(), "SOLVE"));
    }

    @Test
    void endsAtOnceWhereNoTeacherIsAskedAboutAFailure() {
        TestResult failed = Runs.judged(Runs.attempt(assignment(Method.RFT)), Verdict.TIMED_OUT);

        assertThat(ledger.judged(failed))
                .contains(Runs.sampleEnded(
                        Runs.RUN,
                        1,
                        "set/1",
                        0,
                        Outcome.UNTAUGHT,
                        false,
                        List.of(),
                        "The student's program timed out: f(1) returned None, expected 1"));
    }

    @Test
    void isTaughtByItsOwnFailureWhereTheMethodDoesNotVerifyAttempts() {
        TestResult failed = Runs.judged(Runs.attempt(assignment(Method.SSD)), Verdict.FAILED);
        String own = OwnExample.of(failed).orElseThrow().id();

        assertThat(ledger.judged(failed))
                .contains(Runs.sampleEnded(Runs.RUN, 1, "set/1", 0, Outcome.TAUGHT, false, List.of(own), null));
    }

    @Test
    void keepsAnAttemptThatPassedForReplayBesideTheLessons() {
        Assignment replayed = assignment.withTeaching(
                new Teaching(Method.PERSD, assignment.teaching().teacher(), true));
        TestResult passed = Runs.judged(Runs.attempt(replayed), Verdict.PASSED);

        assertThat(ledger.judged(passed))
                .containsSubsequence(
                        new RunEvent.SampleKept(
                                Runs.RUN,
                                1,
                                "set/1",
                                OwnExample.of(passed).orElseThrow().id()),
                        Runs.sampleEnded(Runs.RUN, 1, "set/1", 0, Outcome.SOLVED, false, List.of(), null));
    }

    @Test
    void isTaughtOnceAllPairsOfTheLessonAreThere() {
        assertThat(ledger.judged(failure))
                .containsExactly(new RunEvent.SampleJudged(Runs.RUN, 1, "set/1", 0, true, "WRONG_RESULT"));
        assertThat(ledger.refined(first)).isEmpty();
        assertThat(ledger.judged(Runs.judged(first, Verdict.TIMED_OUT))).isEmpty();
        assertThat(ledger.refined(last)).isEmpty();
        assertThat(ledger.judged(Runs.judged(last, Verdict.PASSED))).isEmpty();
        assertThat(ledger.taught(solve)).isEmpty();
        assertThat(ledger.lesson()).isEmpty();

        assertThat(ledger.taught(refine))
                .containsExactly(Runs.sampleEnded(
                        Runs.RUN, 1, "set/1", 0, Outcome.TAUGHT, true, List.of(solve.id(), refine.id()), null));
        assertThat(ledger.lesson()).hasValueSatisfying(lesson -> {
            assertThat(lesson.taskId()).isEqualTo("set/1");
            assertThat(lesson.outcome()).isEqualTo(Outcome.TAUGHT);
            assertThat(lesson.prompt()).isEqualTo("Write f for set/1.");
            assertThat(lesson.attempt()).isEqualTo("def f(x): pass");
            assertThat(lesson.attemptId()).isEqualTo(failure.submission().id());
            assertThat(lesson.student()).isEqualTo(assignment.checkpoint());
            assertThat(lesson.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(lesson.feedback()).isEqualTo("f(1) returned None, expected 1");
            assertThat(lesson.refinement()).isEqualTo("def f(x): return x  # 2");
            assertThat(lesson.teacherModel()).isEqualTo("teacher-model");
            assertThat(lesson.refinements())
                    .extracting(LessonRefinement::id, LessonRefinement::number, LessonRefinement::verdict)
                    .containsExactly(tuple(first.id(), 1, Verdict.TIMED_OUT), tuple(last.id(), 2, Verdict.PASSED));
            assertThat(lesson.examples())
                    .containsExactly(
                            LessonExample.listed(solve.id(), "SOLVE"), LessonExample.listed(refine.id(), "REFINE"));
            assertThat(lesson.costUsd()).isEqualTo(0.02);
        });
    }

    @Test
    void endsTheSameWhenEventsComeTwiceAndBackwards() {
        List<RunEvent> events = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            events.addAll(ledger.taught(refine));
            events.addAll(ledger.taught(solve));
            events.addAll(ledger.judged(Runs.judged(last, Verdict.PASSED)));
            events.addAll(ledger.refined(last));
            events.addAll(ledger.judged(Runs.judged(first, Verdict.FAILED)));
            events.addAll(ledger.refined(first));
            events.addAll(ledger.judged(failure));
        }

        assertThat(events)
                .containsExactly(
                        Runs.sampleEnded(
                                Runs.RUN, 1, "set/1", 0, Outcome.TAUGHT, true, List.of(solve.id(), refine.id()), null),
                        new RunEvent.SampleJudged(Runs.RUN, 1, "set/1", 0, true, "WRONG_RESULT"));
        assertThat(ledger.lesson().orElseThrow().refinement()).isEqualTo(last.code());
        assertThat(ledger.lesson().orElseThrow().attempt()).isEqualTo("def f(x): pass");
        assertThat(ledger.lesson().orElseThrow().refinements())
                .extracting(LessonRefinement::verdict)
                .containsExactly(Verdict.FAILED, Verdict.PASSED);
    }

    @ParameterizedTest
    @CsvSource({
        "1, NO_CODE, ",
        "2, NO_CODE, UNTAUGHT",
        "1, UNCHANGED, ",
        "2, UNCHANGED, UNTAUGHT",
        "1, UNFUNDED, UNFUNDED",
        "1, FAULTED, FAULTED",
        "2, ANSWERED, "
    })
    void endsByWhatTheTeacherCouldNotDo(int number, RefinementOutcome outcome, Outcome expected) {
        ledger.judged(failure);
        List<RunEvent> events = ledger.refined(Runs.refinement(failure, number, outcome));

        assertThat(events)
                .filteredOn(event -> event instanceof RunEvent.SampleEnded)
                .isEqualTo(
                        expected == null
                                ? List.of()
                                : List.of(Runs.sampleEnded(
                                        Runs.RUN, 1, "set/1", 0, expected, true, List.of(), "no code")));
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void isUntaughtOnlyWhereTheLastRefinementFailed(Verdict verdict) {
        ledger.judged(failure);
        assertThat(ledger.judged(Runs.judged(first, Verdict.FAILED))).isEmpty();
        ledger.judged(Runs.judged(last, verdict));

        Outcome expected =
                switch (verdict) {
                    case PASSED -> null;
                    case SANDBOX_ERROR -> Outcome.FAULTED;
                    default -> Outcome.UNTAUGHT;
                };
        assertThat(ledger.lesson().map(Lesson::outcome).orElse(null)).isEqualTo(expected);
        assertThat(ledger.lesson().map(Lesson::reason).isPresent()).isEqualTo(expected != null);
    }

    @Test
    void isFaultedForAFaultOfOurs() {
        assertThat(ledger.judged(Runs.judged(Runs.attempt(assignment), Verdict.SANDBOX_ERROR)))
                .last()
                .isEqualTo(Runs.sampleEnded(
                        Runs.RUN, 1, "set/1", 0, Outcome.FAULTED, false, List.of(), "no reason was given"));
        assertThat(new SampleLedger(SampleAddress.of(assignment)).lost("the broker burnt"))
                .containsExactly(
                        new RunEvent.SampleFaulted(Runs.RUN, "the broker burnt"),
                        Runs.sampleEnded(
                                Runs.RUN, 1, "set/1", 0, Outcome.FAULTED, false, List.of(), "the broker burnt"));
    }

    @Test
    void isOpenAgainUnderALargerBudgetOnly() {
        ledger.judged(failure);
        Refinement refused = Runs.refinement(failure, 1, RefinementOutcome.UNFUNDED);
        assertThat(ledger.refined(refused))
                .containsExactly(
                        new RunEvent.SampleUnfunded(Runs.RUN, 1, "set/1", 0, UnfundedSample.of(refused)),
                        Runs.sampleEnded(Runs.RUN, 1, "set/1", 0, Outcome.UNFUNDED, true, List.of(), "no code"));
        assertThat(ledger.judged(failure)).isEmpty();
        assertThat(ledger.lesson()).isPresent();

        TestResult again = (TestResult) UnfundedSample.of(refused)
                .under(Runs.run(Method.PERSD_COMBINED, 1, 1, 1, 9.0).specification());
        assertThat(again.id()).isEqualTo(failure.id());
        assertThat(ledger.judged(again)).isEmpty();
        assertThat(ledger.lesson()).isEmpty();
        assertThat(ledger.refined(refused)).isEmpty();
        ledger.refined(Runs.refinement(again, 1, RefinementOutcome.ANSWERED));
        ledger.taught(solve);
        assertThat(ledger.taught(refine))
                .containsExactly(Runs.sampleEnded(
                        Runs.RUN, 1, "set/1", 0, Outcome.TAUGHT, true, List.of(solve.id(), refine.id()), null));
    }

    @Test
    void isTaughtWithoutAnAttemptWhereTheTeacherWasAssignedTheTask() {
        Refinement direct = Runs.direct(assignment(Method.STAND));
        ledger.refined(direct);
        ledger.judged(Runs.judged(direct, Verdict.PASSED));

        assertThat(ledger.taught(Runs.example(direct, PairKind.SOLVE))).hasSize(1);
        assertThat(ledger.lesson().orElseThrow().attempt()).isNull();
        assertThat(ledger.lesson().orElseThrow().outcome()).isEqualTo(Outcome.TAUGHT);
    }

    private static Assignment assignment(Method method) {
        return PracticeAssignments.of(
                        Runs.run(method, 1, 1, 1), 1, new CheckpointReference(0, "tiny", null), Runs.task("set/1"))
                .get(0);
    }
}

package dev.preceptor.run.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.LessonRefinement;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunEventSampleEndedBuilder;
import dev.preceptor.run.practice.PracticeAssignments;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sample that the student itself, a small model and a large one are asked about. */
class SampleOnLadderTest {

    private final Assignment assignment = assignment(1);
    private final TestResult failure = Runs.judged(Runs.attempt(assignment), Verdict.FAILED);
    private final Refinement small = Runs.refinement(failure, 2, RefinementOutcome.ANSWERED);
    private final Refinement large = Runs.refinement(failure, 3, RefinementOutcome.ANSWERED);
    private final SampleLedger ledger = new SampleLedger(SampleAddress.of(assignment));

    private static Assignment assignment(double budgetUsd) {
        return PracticeAssignments.of(
                        Runs.onLadder(3, budgetUsd, 0.5),
                        1,
                        new CheckpointReference(0, "tiny", null),
                        Runs.task("set/1"))
                .get(0);
    }

    @Test
    void endsWithTheRungThatTaughtIt() {
        assertThat(ledger.judged(failure)).hasSize(1);
        assertThat(ledger.judged(corrected(Verdict.FAILED))).containsExactly(asked("student"));
        assertThat(ledger.refined(small)).containsExactly(asked("small"));
        assertThat(ledger.judged(Runs.judged(small, Verdict.FAILED))).isEmpty();
        assertThat(ledger.refined(large)).containsExactly(asked("large"));
        assertThat(ledger.judged(Runs.judged(large, Verdict.PASSED))).isEmpty();

        assertThat(ledger.taught(Runs.example(large, PairKind.SOLVE)))
                .containsExactly(ended(
                        Outcome.TAUGHT,
                        List.of(Runs.example(large, PairKind.SOLVE).id()),
                        null,
                        "large"));
        Lesson lesson = ledger.lesson().orElseThrow();
        assertThat(lesson.rung()).isEqualTo("large");
        assertThat(lesson.refinements())
                .extracting(LessonRefinement::number, LessonRefinement::rung, LessonRefinement::verdict)
                .containsExactly(
                        tuple(1, "student", Verdict.FAILED),
                        tuple(2, "small", Verdict.FAILED),
                        tuple(3, "large", Verdict.PASSED));
        assertThat(lesson.refinements().get(0).model()).isEqualTo("tiny");
    }

    @Test
    void countsEachRungOnceInWhateverOrderItsEventsCome() {
        ledger.taught(Runs.example(small, PairKind.SOLVE));

        assertThat(ledger.judged(Runs.judged(small, Verdict.PASSED))).containsExactly(asked("small"));
        assertThat(ledger.refined(small)).isEmpty();
        assertThat(ledger.judged(corrected(Verdict.FAILED))).containsExactly(asked("student"));
        assertThat(ledger.judged(corrected(Verdict.FAILED))).isEmpty();
    }

    @Test
    void isUntaughtWhereEveryRungFailed() {
        ledger.judged(failure);
        ledger.judged(corrected(Verdict.FAILED));
        ledger.judged(Runs.judged(small, Verdict.FAILED));
        ledger.judged(Runs.judged(large, Verdict.FAILED));

        assertThat(ledger.lesson().map(Lesson::outcome)).contains(Outcome.UNTAUGHT);
    }

    @Test
    void isUnfundedWhereARungWasSkippedAndTheOthersFailed() {
        ledger.judged(failure);
        ledger.judged(corrected(Verdict.FAILED));
        Refinement refused = Runs.refinement(failure, 2, RefinementOutcome.UNFUNDED);
        assertThat(ledger.refined(refused)).isEmpty();

        Refinement afterIt = large.withSkipped(List.of(2));
        List<RunEvent> events = ledger.judged(Runs.judged(afterIt, Verdict.FAILED));

        assertThat(events).hasSize(3).element(1).isInstanceOf(RunEvent.SampleUnfunded.class);
        assertThat(ledger.lesson().orElseThrow().outcome()).isEqualTo(Outcome.UNFUNDED);
        assertThat(ledger.lesson().orElseThrow().reason())
                .isEqualTo("The budget did not allow to ask small. The teacher's program failed:"
                        + " f(1) returned None, expected 1");
    }

    @Test
    void isTaughtAnewWithALargerBudgetAndForgetsTheAnswersToOtherQuestions() {
        ledger.judged(failure);
        ledger.refined(Runs.refinement(failure, 2, RefinementOutcome.UNFUNDED));
        ledger.judged(Runs.judged(large.withSkipped(List.of(2)), Verdict.FAILED));

        TestResult again = Runs.judged(Runs.attempt(assignment(2)), Verdict.FAILED);
        ledger.judged(again);
        assertThat(ledger.lesson()).isEmpty();
        Refinement bought = Runs.refinement(again, 2, RefinementOutcome.ANSWERED);
        ledger.refined(bought);
        ledger.judged(Runs.judged(bought, Verdict.PASSED));
        List<RunEvent> events = ledger.taught(Runs.example(bought, PairKind.SOLVE));

        assertThat(events)
                .containsExactly(ended(
                        Outcome.TAUGHT,
                        List.of(Runs.example(bought, PairKind.SOLVE).id()),
                        null,
                        "small"));
        assertThat(ledger.lesson().orElseThrow().refinements())
                .extracting(LessonRefinement::rung)
                .containsExactly("small");
    }

    private TestResult corrected(Verdict verdict) {
        return Runs.corrected(failure, verdict).ofRefinement();
    }

    private static RunEvent asked(String rung) {
        return new RunEvent.RungAsked(Runs.RUN, rung);
    }

    private static RunEvent ended(Outcome outcome, List<String> examples, String reason, String rung) {
        return RunEventSampleEndedBuilder.builder()
                .runId(Runs.RUN)
                .round(1)
                .taskId("set/1")
                .sample(0)
                .outcome(outcome)
                .taught(true)
                .exampleIds(examples)
                .reason(reason)
                .rung(rung)
                .build();
    }
}

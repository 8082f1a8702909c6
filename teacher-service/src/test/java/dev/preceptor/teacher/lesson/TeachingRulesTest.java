package dev.preceptor.teacher.lesson;

import static dev.preceptor.teacher.Given.FEEDBACK;
import static dev.preceptor.teacher.Given.RIGHT;
import static dev.preceptor.teacher.Given.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementBuilder;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.teacher.Given;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TeachingRulesTest {

    private static Decision afterAttempt(Method method, Verdict verdict) {
        Assignment practice = Given.practice(Given.task(RIGHT), method, Given.reference(2));
        return TeachingRules.onTestResult(Given.result(Given.attempt(practice, WRONG), verdict));
    }

    @ParameterizedTest
    @CsvSource({
        "PERSD, FAILED, REFINEMENT",
        "PERSD_REFINE, TIMED_OUT, REFINEMENT",
        "PERSD_COMBINED, REJECTED, REFINEMENT",
        "PERSD, OUT_OF_MEMORY, REFINEMENT",
        "INPD, FAILED, DIRECT",
        "INPD_REFINE, CRASHED, DIRECT",
        "INPD_COMBINED, FAILED, DIRECT"
    })
    void aFailedAttemptIsPutToTheTeacher(Method method, Verdict verdict, RefinementKind kind) {
        RefinementRequest request = ((Decision.RequestRefinement) afterAttempt(method, verdict)).request();

        assertThat(request.number()).isEqualTo(1);
        assertThat(request.kind()).isEqualTo(kind);
        assertThat(request.attempt()).isEqualTo(WRONG);
        assertThat(request.feedback()).isEqualTo(FEEDBACK);
        assertThat(request.previous()).isNull();
        assertThat(request.id()).isEqualTo(Refinement.idOf(request.failure().id(), kind, 1));
    }

    @ParameterizedTest
    @CsvSource({"PERSD, PASSED", "PERSD, SANDBOX_ERROR", "INPD, PASSED", "STAND, FAILED", "STAND, PASSED"})
    void teachesNothing(Method method, Verdict verdict) {
        assertThat(afterAttempt(method, verdict)).isEqualTo(new Decision.Ignore());
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void examsTeachNothing(Verdict verdict) {
        TestResult result = Given.result(Given.attempt(Given.exam(Given.task(RIGHT)), WRONG), verdict);

        assertThat(TeachingRules.onTestResult(result)).isEqualTo(new Decision.Ignore());
    }

    @Test
    void aFailedCorrectionIsAskedForAgainWithWhatBecameOfIt() {
        TestResult failure = Given.failure(Method.PERSD, Given.reference(3), RIGHT);
        TestResult again = Given.result(Given.refinement(failure, 1, "def double(n): return 3 * n"), Verdict.FAILED);

        RefinementRequest request = ((Decision.RequestRefinement) TeachingRules.onTestResult(again)).request();

        assertThat(request.number()).isEqualTo(2);
        assertThat(request.failure()).isEqualTo(failure);
        assertThat(request.previous()).isEqualTo(new PreviousAnswer("def double(n): return 3 * n", FEEDBACK));
    }

    @ParameterizedTest
    @CsvSource({"2, FAILED", "1, SANDBOX_ERROR"})
    void nothingFollowsALastCorrectionOrAFaultOfOurs(int number, Verdict verdict) {
        TestResult failure = Given.failure(Method.PERSD, Given.reference(2), RIGHT);

        assertThat(TeachingRules.onTestResult(Given.result(Given.refinement(failure, number, RIGHT), verdict)))
                .isEqualTo(new Decision.Ignore());
    }

    @Test
    void aCorrectionThatPassedTeachesBothPairs() {
        TestResult failure = Given.failure(Method.PERSD_COMBINED, Given.reference(1), RIGHT);
        Refinement refinement = Given.refinement(failure, 1, RIGHT);
        TestResult passed = Given.result(refinement, Verdict.PASSED);

        List<TrainingExample> examples = ((Decision.EmitExamples) TeachingRules.onTestResult(passed)).examples();

        assertThat(examples).extracting(TrainingExample::pair).containsExactly(PairKind.SOLVE, PairKind.REFINE);
        assertThat(examples).extracting(TrainingExample::pairs).containsOnly(2);
        assertThat(examples).extracting(TrainingExample::completion).containsOnly(RIGHT);
        assertThat(examples).extracting(TrainingExample::costUsd).containsExactly(0.25, 0.0);
        assertThat(examples.get(0).prompt())
                .isEqualTo(StudentPrompt.forTask(failure.assignment().task()));
        assertThat(examples.get(1).prompt())
                .isEqualTo(StudentPrompt.forRefinement(failure.assignment().task(), WRONG, FEEDBACK));
        TrainingExample first = examples.get(0);
        assertThat(first.id()).isEqualTo(TrainingExample.idOf(refinement.id(), PairKind.SOLVE));
        assertThat(first.assignmentId()).isEqualTo(failure.assignment().id());
        assertThat(first.attemptId()).isEqualTo(failure.submission().id());
        assertThat(first.refinementId()).isEqualTo(refinement.id());
        assertThat(first.testResultId()).isEqualTo(passed.id());
        assertThat(first.teacherModel()).isEqualTo("some-model");
    }

    @ParameterizedTest
    @CsvSource({"PERSD, SOLVE", "PERSD_REFINE, REFINE", "INPD, SOLVE", "INPD_REFINE, REFINE"})
    void teachesThePairsOfItsMethod(Method method, PairKind pair) {
        TestResult failure = Given.failure(method, Given.reference(1), RIGHT);
        Decision decision =
                TeachingRules.onTestResult(Given.result(Given.refinement(failure, 1, RIGHT), Verdict.PASSED));

        assertThat(((Decision.EmitExamples) decision).examples())
                .singleElement()
                .extracting(TrainingExample::pair, TrainingExample::costUsd)
                .containsExactly(pair, 0.25);
    }

    @Test
    void aTaskOfTheTeachersOwnIsSolvedAndTaughtWithoutAnAttempt() {
        Assignment assigned = Given.assigned(Given.task(RIGHT), Given.reference(1));

        RefinementRequest request = ((Decision.RequestRefinement) TeachingRules.onAssignment(assigned)).request();

        assertThat(request.kind()).isEqualTo(RefinementKind.DIRECT);
        assertThat(request.id()).isEqualTo(Refinement.idOf(assigned.id(), RefinementKind.DIRECT, 1));
        Refinement solution = RefinementBuilder.builder()
                .id(request.id())
                .assigned(assigned)
                .number(1)
                .kind(RefinementKind.DIRECT)
                .outcome(RefinementOutcome.ANSWERED)
                .code(RIGHT)
                .model("m")
                .promptTokens(0)
                .completionTokens(0)
                .costUsd(0)
                .build();
        assertThat(((Decision.EmitExamples) TeachingRules.onTestResult(Given.result(solution, Verdict.PASSED)))
                        .examples())
                .singleElement()
                .satisfies(example -> {
                    assertThat(example.attemptId()).isNull();
                    assertThat(example.pair()).isEqualTo(PairKind.SOLVE);
                });
    }

    @Test
    void tasksOfTheStudentsAreNotTheTeachers() {
        assertThat(TeachingRules.onAssignment(Given.practice(Given.task(RIGHT), Method.PERSD, Given.reference(1))))
                .isEqualTo(new Decision.Ignore());
        assertThat(TeachingRules.onAssignment(Given.exam(Given.task(RIGHT)))).isEqualTo(new Decision.Ignore());
    }
}

package dev.preceptor.teacher.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.teacher.Given;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The paper's table of methods (Chen et al., EMNLP 2023, section 3), row by row. */
class MethodTableTest {

    @ParameterizedTest
    @CsvSource({
        // method, what follows a failed attempt, the pairs of a program of the teacher's that passed
        "STAND,          ,           SOLVE",
        "INPD,           DIRECT,     SOLVE",
        "INPD_REFINE,    DIRECT,     REFINE",
        "INPD_COMBINED,  DIRECT,     SOLVE REFINE",
        "PERSD,          REFINEMENT, SOLVE",
        "PERSD_REFINE,   REFINEMENT, REFINE",
        "PERSD_COMBINED, REFINEMENT, SOLVE REFINE"
    })
    void eachMethodTeachesItsPairsFromItsLabel(Method method, RefinementKind label, String pairs) {
        TestResult failure = Given.failure(method, Given.reference(1), Given.RIGHT);
        TestResult solved = Given.result(failure.submission(), Verdict.PASSED);

        assertThat(TeachingRules.onTestResult(solved)).isEqualTo(new Decision.Ignore());
        Decision afterFailure = TeachingRules.onTestResult(failure);
        if (label == null) {
            assertThat(afterFailure).isEqualTo(new Decision.Ignore());
        } else {
            assertThat(((Decision.RequestRefinement) afterFailure).request().kind())
                    .isEqualTo(label);
        }

        Decision.EmitExamples taught = (Decision.EmitExamples)
                TeachingRules.onTestResult(Given.result(Given.refinement(failure, 1, Given.RIGHT), Verdict.PASSED));
        assertThat(taught.examples())
                .extracting(TrainingExample::pair)
                .containsExactlyElementsOf(
                        Arrays.stream(pairs.split(" ")).map(PairKind::valueOf).toList());
        assertThat(taught.examples()).extracting(TrainingExample::completion).containsOnly(Given.RIGHT);
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"RFT", "SSD"})
    void aMethodWithoutATeacherAsksNoneAndMakesItsExamplesElsewhere(Method method) {
        TestResult failure = Given.failure(method, Given.reference(1), Given.RIGHT);

        assertThat(TeachingRules.onTestResult(failure)).isEqualTo(new Decision.Ignore());
        assertThat(TeachingRules.onTestResult(Given.result(failure.submission(), Verdict.PASSED)))
                .isEqualTo(new Decision.Ignore());
    }

    /**
     * What a student is asked when it mends its own attempt in an exam, byte for byte. The student's service asks with {@link
     * StudentPrompt#forRefinement}; were either side to change alone, the student would be examined on another text than it
     * was trained on.
     */
    @Test
    void theRefinePairsPromptIsTheOneThatTheStudentIsAskedWith() {
        TestResult failure = Given.failure(Method.PERSD_REFINE, Given.reference(1), Given.RIGHT);
        List<TrainingExample> examples = ((Decision.EmitExamples) TeachingRules.onTestResult(
                        Given.result(Given.refinement(failure, 1, Given.RIGHT), Verdict.PASSED)))
                .examples();

        StudentPrompt trained = examples.get(0).prompt();
        StudentPrompt examined = StudentPrompt.forRefinement(
                failure.assignment().task(), failure.submission().code(), failure.feedback());

        assertThat(trained).isEqualTo(examined);
        assertThat(trained.asMessage())
                .isEqualTo(
                        """
                        Write a function double(n) that returns twice n, for t/1.

                        This attempt is wrong:
                        ```python
                        def double(n):
                            return n + 2
                        ```

                        What happened:
                        ```python
                        double(3) should be 6, but is 5
                        ```

                        Correct the attempt.

                        Answer with the function only.""");
    }
}

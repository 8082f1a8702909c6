package dev.preceptor.run.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.ExampleOrigin;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.run.Runs;
import dev.preceptor.run.practice.PracticeAssignments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OwnExampleTest {

    private static final String PROGRAM = "def f(x):\n    return x\n";

    @ParameterizedTest
    @CsvSource({
        "RFT, false, PASSED, true",
        "RFT, false, FAILED, false",
        "SSD, false, PASSED, true",
        "SSD, false, FAILED, true",
        "SSD, false, TIMED_OUT, true",
        "SSD, false, SANDBOX_ERROR, false",
        "PERSD, true, PASSED, true",
        "PERSD, true, FAILED, false",
        "PERSD, false, PASSED, false",
    })
    void isMadeAsTheMethodAndReplaySay(Method method, boolean replay, Verdict verdict, boolean made) {
        assertThat(OwnExample.of(judged(method, replay, 0, verdict, PROGRAM)).isPresent())
                .isEqualTo(made);
    }

    @Test
    void teachesTheTaskByTheStudentsProgramAndNamesItsOrigin() {
        TestResult passed = judged(Method.RFT, false, 0, Verdict.PASSED, PROGRAM);

        assertThat(OwnExample.of(passed)).hasValueSatisfying(example -> {
            assertThat(example.pair()).isEqualTo(PairKind.SOLVE);
            assertThat(example.prompt())
                    .isEqualTo(StudentPrompt.forTask(passed.assignment().task()));
            assertThat(example.completion()).isEqualTo(PROGRAM);
            assertThat(example.origin()).isEqualTo(ExampleOrigin.STUDENT);
            assertThat(example.attemptId()).isEqualTo(passed.submission().id());
            assertThat(example.testResultId()).isEqualTo(passed.id());
            assertThat(example.refinementId()).isNull();
            assertThat(example.teacherModel()).isNull();
            assertThat(example.costUsd()).isZero();
            assertThat(example.key()).isEqualTo(passed.key());
        });
    }

    /** Two samples that are the same program are one example where solutions count, and two where the distribution counts. */
    @Test
    void theSameProgramIsOneSolutionAndTwoSamples() {
        assertThat(id(Method.RFT, 0, PROGRAM)).isEqualTo(id(Method.RFT, 1, PROGRAM + "\n"));
        assertThat(id(Method.RFT, 0, PROGRAM)).isNotEqualTo(id(Method.RFT, 0, "f = abs\n"));
        assertThat(id(Method.SSD, 0, PROGRAM)).isNotEqualTo(id(Method.SSD, 1, PROGRAM));
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"RFT", "SSD"})
    void anAttemptWithoutAProgramTeachesNothing(Method method) {
        assertThat(OwnExample.of(judged(method, false, 0, Verdict.PASSED, " \n")))
                .isEmpty();
    }

    private static String id(Method method, int sample, String program) {
        return OwnExample.of(judged(method, false, sample, Verdict.PASSED, program))
                .map(TrainingExample::id)
                .orElseThrow();
    }

    private static TestResult judged(Method method, boolean replay, int sample, Verdict verdict, String program) {
        Assignment made = PracticeAssignments.of(
                        Runs.run(method, 1, 2, 5), 1, new CheckpointReference(0, "tiny", null), Runs.task("set/1"))
                .get(sample);
        Assignment assignment =
                made.withTeaching(new Teaching(method, made.teaching().teacher(), replay));
        return Runs.judged(
                Attempt.of(Attempt.idOf(assignment), assignment, program, program, 1, 1, FinishReason.STOP, 0.1),
                verdict);
    }
}

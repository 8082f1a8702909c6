package dev.preceptor.run.lesson;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.ExampleOrigin;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingExampleBuilder;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.StudentPrompt;
import java.util.Optional;

/**
 * The training example that a run makes of the student's own attempt: task to program. The methods {@code rft} and {@code ssd} are
 * trained on such examples alone; {@code training.replay} mixes some of them into the teacher's.
 */
public final class OwnExample {

    private OwnExample() {}

    /** The example of an attempt that was judged; empty if the run makes none of it, or if the attempt has no program. */
    public static Optional<TrainingExample> of(TestResult result) {
        if (!(result.submission() instanceof Attempt attempt)
                || result.assignment().purpose() != Purpose.PRACTICE
                || attempt.code() == null
                || attempt.code().isBlank()) {
            return Optional.empty();
        }
        return isTaught(result) || isReplayed(result) ? Optional.of(of(attempt, result)) : Optional.empty();
    }

    /** Whether the method trains on the attempt. */
    static boolean isTaught(TestResult result) {
        return result.assignment().teaching().method().learnsFromOwn(result.verdict());
    }

    /** Whether the attempt is kept, so that a training may mix it in. */
    static boolean isReplayed(TestResult result) {
        return result.assignment().teaching().replay() && result.verdict().passed();
    }

    private static TrainingExample of(Attempt attempt, TestResult result) {
        Assignment assignment = attempt.assignment();
        return TrainingExampleBuilder.builder()
                .id(id(attempt, assignment))
                .runId(assignment.runId())
                .round(assignment.round())
                .taskId(assignment.task().id())
                .sample(assignment.sample())
                .pair(PairKind.SOLVE)
                .pairs(1)
                .prompt(StudentPrompt.forTask(assignment.task()))
                .completion(attempt.code())
                .assignmentId(assignment.id())
                .attemptId(attempt.id())
                .testResultId(result.id())
                .origin(ExampleOrigin.STUDENT)
                .build();
    }

    /** Self-distillation learns how often the student writes a program, so it keeps equal ones. */
    private static String id(Attempt attempt, Assignment assignment) {
        return assignment.teaching().method() == Method.SSD
                ? TrainingExample.idOfAttempt(attempt.id())
                : TrainingExample.idOfSolution(
                        assignment.runId(), assignment.task().id(), attempt.code());
    }
}

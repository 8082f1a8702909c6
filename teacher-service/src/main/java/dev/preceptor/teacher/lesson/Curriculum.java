package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;

/**
 * Decides what is taught (Chen et al., EMNLP 2023, section 3): a student's failed practice attempt is put to the teacher; so
 * is a correction of the teacher's that failed, while it has attempts left; one that passed becomes training examples.
 * Exams, what the student solved by itself and faults of the sandbox teach nothing.
 */
public final class Curriculum {

    private Curriculum() {}

    /** What follows from a judged program. */
    public static Decision after(TestResult result) {
        Assignment assignment = result.assignment();
        if (assignment.purpose() != Purpose.PRACTICE || assignment.teaching() == null) {
            return new Decision.Ignore();
        }
        if (result.submission() instanceof Refinement refinement) {
            return afterRefinement(result, refinement);
        }
        if (result.submission() instanceof Attempt
                && result.verdict().isTheCodesFault()
                && assignment.teaching().method().personalised()) {
            return new Decision.Ask(Question.about(result));
        }
        return new Decision.Ignore();
    }

    /** What follows from a task that is given to somebody. */
    public static Decision on(Assignment assignment) {
        return assignment.assignee() == Assignee.TEACHER
                        && assignment.purpose() == Purpose.PRACTICE
                        && assignment.teaching() != null
                ? new Decision.Ask(Question.about(assignment))
                : new Decision.Ignore();
    }

    private static Decision afterRefinement(TestResult result, Refinement refinement) {
        if (result.verdict().passed()) {
            return new Decision.Teach(Lesson.examples(result, refinement));
        }
        if (result.verdict().isTheCodesFault() && !refinement.isLast()) {
            PreviousTry tried = new PreviousTry(refinement.code(), Feedback.of(result));
            return new Decision.Ask(
                    new Question(refinement.failure(), refinement.assigned(), refinement.number(), null).after(tried));
        }
        return new Decision.Ignore();
    }
}

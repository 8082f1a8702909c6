package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.teaching.Feedback;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;

/**
 * Decides what is taught (Chen et al., EMNLP 2023, section 3). A failed practice attempt of the student is refined by the teacher. A
 * refinement that failed is tried again while the teacher, or a later rung of the ladder, has attempts left; one that passed becomes
 * training examples. Exams, attempts that passed and faults of the sandbox teach nothing.
 */
public final class TeachingRules {

    private TeachingRules() {}

    /** What the teacher does about a program that was judged. */
    public static Decision onTestResult(TestResult judged) {
        TestResult result = judged.ofRefinement();
        Assignment assignment = result.assignment();
        if (assignment.purpose() != Purpose.PRACTICE || assignment.teaching() == null) {
            return new Decision.Ignore();
        }
        if (result.submission() instanceof Refinement refinement) {
            return onRefinementResult(result, refinement);
        }
        if (result.submission() instanceof Attempt
                && result.verdict().isTheCodesFault()
                && assignment.teaching().method().personalised()) {
            return request(RefinementRequest.firstFor(result));
        }
        return new Decision.Ignore();
    }

    /** What the teacher does about an assignment. */
    public static Decision onAssignment(Assignment assignment) {
        return assignment.assignee() == Assignee.TEACHER
                        && assignment.purpose() == Purpose.PRACTICE
                        && assignment.teaching() != null
                ? request(RefinementRequest.firstFor(assignment))
                : new Decision.Ignore();
    }

    private static Decision onRefinementResult(TestResult result, Refinement refinement) {
        if (result.verdict().passed()) {
            return new Decision.EmitExamples(TrainingExamples.of(result, refinement));
        }
        if (result.verdict().isTheCodesFault() && !refinement.isLast()) {
            PreviousAnswer failed = new PreviousAnswer(refinement.code(), Feedback.of(result));
            return request(RefinementRequest.answeredBy(refinement).next(failed));
        }
        return new Decision.Ignore();
    }

    private static Decision request(RefinementRequest request) {
        return request.teacher().isStudent()
                ? new Decision.AssignToStudent(SelfRefinement.assignment(request))
                : new Decision.RequestRefinement(request);
    }
}

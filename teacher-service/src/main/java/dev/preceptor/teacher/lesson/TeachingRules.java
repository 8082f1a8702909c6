package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.ScoreContext;
import dev.preceptor.teaching.Feedback;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;
import dev.preceptor.teaching.ScoreRequest;

/**
 * Decides what is taught (Chen et al., EMNLP 2023, section 3). A failed practice attempt of the student is refined by the teacher. A
 * refinement that failed is tried again while the teacher, or a later rung of the ladder, has attempts left; one that passed becomes
 * training examples. Exams, attempts that passed and faults of the sandbox teach nothing.
 *
 * <p>With the method {@code opd} the teacher scores the attempt, after a refinement if {@code opd.context} has it. With a method and
 * {@code opd}, it scores what the method leaves untaught.
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
        if (result.submission() instanceof Attempt && assignment.teaching().scores(result.verdict())) {
            return onScoredAttempt(result);
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

    private static Decision onScoredAttempt(TestResult result) {
        boolean refinedFirst = result.verdict().isTheCodesFault()
                && result.assignment().teaching().opd().shows(ScoreContext.REFINEMENT);
        return refinedFirst
                ? request(RefinementRequest.firstFor(result))
                : new Decision.RequestScore(new ScoreRequest(result, null));
    }

    private static Decision onRefinementResult(TestResult result, Refinement refinement) {
        if (result.verdict().passed()) {
            return result.assignment().teaching().method() == Method.OPD
                    ? new Decision.RequestScore(ScoreRequest.after(refinement, true))
                    : new Decision.EmitExamples(TrainingExamples.of(result, refinement));
        }
        if (result.verdict().isTheCodesFault() && refinement.isFollowedByScore()) {
            return new Decision.RequestScore(ScoreRequest.after(refinement, false));
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

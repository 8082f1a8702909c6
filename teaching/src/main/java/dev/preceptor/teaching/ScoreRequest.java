package dev.preceptor.teaching;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.specification.Ladder;
import dev.preceptor.contracts.specification.OpdSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import java.util.List;

/**
 * A request to the teacher for its log-probabilities at the tokens of a student's attempt. Equal requests have equal ids, however often
 * their cause is delivered.
 *
 * @param judged the attempt with its verdict
 * @param refinement a refinement of the attempt that passed its tests; null if there is none
 */
public record ScoreRequest(TestResult judged, String refinement) {

    /** The request that follows a refinement, which has failed or is shown to the teacher. */
    public static ScoreRequest after(Refinement refinement, boolean passed) {
        return new ScoreRequest(refinement.failure(), passed ? refinement.code() : null);
    }

    public Attempt attempt() {
        return (Attempt) judged.submission();
    }

    public Assignment assignment() {
        return judged.assignment();
    }

    /** The generated tokens of the attempt; empty if they are not known. */
    public List<Integer> tokens() {
        return attempt().tokens() == null ? List.of() : attempt().tokens();
    }

    /** How attempts are scored. */
    public OpdSpecification settings() {
        return assignment().teaching().opd();
    }

    /** The number of the score, after all attempts of the teacher. */
    public int number() {
        return ladder().attempts() + 1;
    }

    /** The teacher that scores: the last rung of the ladder. */
    public TeacherSpecification teacher() {
        return ladder().rungOf(number());
    }

    private Ladder ladder() {
        return assignment().teaching().ladder();
    }

    /** What was wrong with the attempt; null if it passed. */
    public String feedback() {
        return judged.verdict().isTheCodesFault() ? Feedback.of(judged) : null;
    }

    /** The id of the event that answers this request. */
    public String id() {
        return Refinement.idOf(judged.id(), RefinementKind.SCORE, number());
    }

    /** The id of the event for the case that this budget is too small. */
    public String unfundedId(double budgetUsd) {
        return Refinement.unfundedIdOf(judged.id(), RefinementKind.SCORE, number(), List.of(), budgetUsd);
    }
}

package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.preceptor.contracts.Ids;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * The teacher's answer to a student's failed attempt, or to an assignment of its own.
 *
 * @param failure the failed first attempt of the student; null if the teacher was assigned the task directly
 * @param assigned the teacher's own assignment; null if there is a failure
 * @param number the number of the teacher's attempt at this failure, from 1
 * @param code the program; null unless ANSWERED
 * @param detail why there is no code; null if there is code
 * @param model the model that answered
 * @param costUsd cost of this answer in US dollars
 */
@RecordBuilder
public record Refinement(
        String id,
        TestResult failure,
        Assignment assigned,
        int number,
        RefinementKind kind,
        RefinementOutcome outcome,
        String code,
        String detail,
        String model,
        int promptTokens,
        int completionTokens,
        double costUsd)
        implements Submission, RefinementBuilder.With {

    /** A refinement's id: a hash of what it answers and of the attempt's number. */
    public static String idOf(String answeredId, RefinementKind kind, int number) {
        return Ids.of("refinement", answeredId, kind, number);
    }

    /** The id of an UNFUNDED refinement. The budget is part of it, as a larger budget leads to another refinement. */
    public static String unfundedIdOf(String answeredId, RefinementKind kind, int number, double budgetUsd) {
        return Ids.of("refinement", answeredId, kind, number, "unfunded", budgetUsd);
    }

    /**
     * A copy without code and with outcome FAULTED, for an answer that an infrastructure fault kept from being judged.
     */
    public Refinement faulted(String reason) {
        return with(refinement ->
                refinement.outcome(RefinementOutcome.FAULTED).code(null).detail(reason));
    }

    @Override
    public Assignment assignment() {
        return failure != null ? failure.assignment() : assigned;
    }

    /** Whether this was the teacher's last attempt at this failure. */
    @JsonIgnore
    public boolean isLast() {
        return number >= assignment().teaching().teacher().attempts();
    }

    @Override
    public String runId() {
        return assignment().runId();
    }

    @Override
    public String key() {
        return assignment().key();
    }
}

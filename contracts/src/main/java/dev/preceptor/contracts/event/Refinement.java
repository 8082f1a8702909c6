package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.preceptor.contracts.Ids;

/**
 * What the teacher made of a failure, or of an assignment of its own.
 *
 * @param failure the failed first attempt of the student; null where the teacher was assigned the task directly
 * @param assigned the teacher's own assignment; null where there is a failure
 * @param number which of the teacher's attempts at this failure, from 1
 * @param code the program; null unless ANSWERED
 * @param detail why there is no code; null where there is
 * @param model who answered
 * @param costUsd what this answer cost, in US dollars
 */
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
        implements Submission {

    /** A refinement's id: what it answers and which of the teacher's attempts it is determine it. */
    public static String idOf(String answeredId, RefinementKind kind, int number) {
        return Ids.of("refinement", answeredId, kind, number);
    }

    /** The id of a refinement that is UNFUNDED: a larger budget decides anew, and its decision is another thing. */
    public static String unfundedIdOf(String answeredId, RefinementKind kind, int number, double budgetUsd) {
        return Ids.of("refinement", answeredId, kind, number, "unfunded", budgetUsd);
    }

    /** The same answer without its code, as a fault of ours keeps that from being judged. */
    public Refinement faulted(String why) {
        return new Refinement(
                id,
                failure,
                assigned,
                number,
                kind,
                RefinementOutcome.FAULTED,
                null,
                why,
                model,
                promptTokens,
                completionTokens,
                costUsd);
    }

    @Override
    public Assignment assignment() {
        return failure != null ? failure.assignment() : assigned;
    }

    /** Whether the teacher has no further attempt at this failure. */
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

package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.Ids;
import java.time.Instant;

/**
 * An entry of the budget's ledger. The last entry of a call (one HTTP request) says how it stands.
 *
 * @param callId what is asked: a hash of purse, model, request and attempt; in CACHED the refinement's id
 * @param runId the run that asks
 * @param number which request for it, from 1
 * @param greatestCostUsd what it can cost at most
 * @param costUsd what it did cost; in RESERVED the greatest cost; in CACHED what it cost when it was bought
 * @param owner the process that reserved it
 * @param deadline when a reservation without an answer has surely died
 * @param answer what came back; null unless ANSWERED or CACHED
 * @param detail why it FAILED or was DECLINED; null otherwise
 * @param purse whose cap it counts against; null for the run's own
 * @param refinementId the refinement that it is for; null in entries of older versions
 * @param turn its turn at the endpoint; null where it takes none
 */
public record TeacherCall(
        String callId,
        String runId,
        int number,
        State state,
        double greatestCostUsd,
        double costUsd,
        String owner,
        Instant at,
        Instant deadline,
        Answer answer,
        String detail,
        String purse,
        String refinementId,
        Turn turn)
        implements Event {

    /** How a call stands. */
    public enum State {
        /** May be in flight: it counts at its greatest cost until a later entry says otherwise. */
        RESERVED,
        /** It did not fit under the cap and was not made. */
        DECLINED,
        /** Paid for; the answer is here. */
        ANSWERED,
        /** Made, but without a usable answer; it counts at what it may have cost. */
        FAILED,
        /** Served from an earlier answer of the same purse; nothing is paid. */
        CACHED
    }

    /**
     * A teacher's answer, as it came.
     *
     * @param content what the model wrote; null in CACHED
     * @param cachedTokens those of the prompt tokens that the server billed as read from its own cache
     */
    public record Answer(
            String model,
            String content,
            int promptTokens,
            int completionTokens,
            String finishReason,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int cachedTokens) {

        /** The same with another text, or none. */
        public Answer withContent(String other) {
            return new Answer(model, other, promptTokens, completionTokens, finishReason, cachedTokens);
        }
    }

    /**
     * A place in the queue before an endpoint, which all replicas and runs share: the entries' order is its order.
     *
     * @param endpoint names the endpoint
     * @param seconds how long nobody else's turn comes after this one
     */
    public record Turn(String endpoint, double seconds) {}

    /** The same with another answer. */
    public TeacherCall withAnswer(Answer other) {
        return new TeacherCall(
                callId,
                runId,
                number,
                state,
                greatestCostUsd,
                costUsd,
                owner,
                at,
                deadline,
                other,
                detail,
                purse,
                refinementId,
                turn);
    }

    /**
     * The part of the cost that nobody has confirmed. A call in flight, one that may have been billed without an answer, and an
     * answer without a count of its tokens are taken at their greatest cost.
     */
    @JsonIgnore
    public double unknownUsd() {
        return switch (state) {
            case RESERVED, FAILED -> costUsd;
            case ANSWERED -> answer == null || answer.promptTokens() + answer.completionTokens() > 0 ? 0 : costUsd;
            case DECLINED, CACHED -> 0;
        };
    }

    /** The purse that it counts against. */
    @JsonIgnore
    public String account() {
        return purse == null ? runId : purse;
    }

    @Override
    public String id() {
        return Ids.of("teacher-call", callId, number);
    }

    /** One key a request, so that compaction keeps the last entry of each. */
    @Override
    public String key() {
        return account() + "/" + callId + "/" + number;
    }
}

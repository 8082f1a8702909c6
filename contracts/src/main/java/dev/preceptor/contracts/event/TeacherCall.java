package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import java.time.Instant;

/**
 * An entry of the budget's ledger. The last entry of a call (one HTTP request) says how it stands.
 *
 * @param callId what is asked: the refinement's id
 * @param number which request for it, from 1
 * @param greatestCostUsd what it can cost at most
 * @param costUsd what it did cost; in RESERVED the greatest cost
 * @param owner the process that reserved it
 * @param deadline when a reservation without an answer has surely died
 * @param answer what came back; null unless ANSWERED
 * @param detail why it FAILED or was DECLINED; null otherwise
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
        String detail)
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
        FAILED
    }

    /** A teacher's answer, as it came. */
    public record Answer(String model, String content, int promptTokens, int completionTokens, String finishReason) {}

    @Override
    public String id() {
        return Ids.of("teacher-call", callId, number);
    }

    /** One key a request, so that compaction keeps the last entry of each. */
    @Override
    public String key() {
        return runId + "/" + callId + "/" + number;
    }
}

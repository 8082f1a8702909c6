package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Instant;

/**
 * What the log says about a call that waits for a batch.
 *
 * @param entry the reservation where IN_BATCH, the last outcome where FAILED; otherwise null
 * @param postponedSince when the provider first took no batch, where it has taken none since; otherwise null
 */
public record BatchedCall(Kind kind, TeacherCall entry, Instant postponedSince) {

    /** The states of a call. */
    public enum Kind {
        /** It has no outcome and is in no batch. */
        UNASKED,
        /** It is reserved in a batch. */
        IN_BATCH,
        /** It may be in flight to the live endpoint. */
        IN_FLIGHT,
        /** Its answer is in the log. */
        ANSWERED,
        /** It was sent and has no answer. */
        FAILED
    }

    static final BatchedCall UNASKED = new BatchedCall(Kind.UNASKED, null, null);
    static final BatchedCall IN_FLIGHT = new BatchedCall(Kind.IN_FLIGHT, null, null);
    static final BatchedCall ANSWERED = new BatchedCall(Kind.ANSWERED, null, null);

    static BatchedCall inBatch(TeacherCall reserved) {
        return new BatchedCall(Kind.IN_BATCH, reserved, null);
    }

    static BatchedCall failed(TeacherCall outcome, Instant postponedSince) {
        return new BatchedCall(Kind.FAILED, outcome, postponedSince);
    }
}

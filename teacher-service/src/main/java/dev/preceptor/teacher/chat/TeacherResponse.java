package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;

/** The result of a {@link TeacherRequest}, after all its retries. */
public sealed interface TeacherResponse {

    /**
     * An answer, as the budget's log holds it.
     *
     * @param paid whether it was bought for this request; false where the purse held it already
     * @param batch the provider's name of the batch that held the answer; null where the request was sent by itself
     */
    record Answered(TeacherCall entry, boolean paid, String batch) implements TeacherResponse {}

    /**
     * No answer.
     *
     * @param outcome UNFUNDED, FAULTED or NO_SCORE
     * @param cap the purse's budget in nanodollars where UNFUNDED; 0 otherwise
     */
    record Unanswered(RefinementOutcome outcome, String detail, long cap) implements TeacherResponse {}
}

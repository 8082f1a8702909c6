package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;

/** The result of a {@link TeacherRequest}, after all its retries. */
public sealed interface TeacherResponse {

    /**
     * An answer, as the budget's log holds it.
     *
     * @param paid whether it was bought for this request; false where the purse held it already
     */
    record Answered(TeacherCall entry, boolean paid) implements TeacherResponse {}

    /**
     * No answer.
     *
     * @param outcome UNFUNDED or FAULTED
     * @param cap the purse's budget in nanodollars where UNFUNDED; 0 otherwise
     */
    record Unanswered(RefinementOutcome outcome, String detail, long cap) implements TeacherResponse {}
}

package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;

/** What an attempt to buy an answer comes to. */
public sealed interface Bought {

    /**
     * An answer, as the budget's log has it.
     *
     * @param paid whether it was bought for this very question; otherwise the purse held it already
     */
    record Reply(TeacherCall entry, boolean paid) implements Bought {}

    /**
     * No answer: UNFUNDED or FAULTED.
     *
     * @param cap where UNFUNDED, the purse's budget in nanodollars
     */
    record Nothing(RefinementOutcome outcome, String detail, long cap) implements Bought {}
}

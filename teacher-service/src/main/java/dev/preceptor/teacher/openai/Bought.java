package dev.preceptor.teacher.openai;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;

/** What an attempt to buy an answer comes to. */
sealed interface Bought {

    /** An answer, as the budget's log has it. */
    record Reply(TeacherCall entry) implements Bought {}

    /** No answer: UNFUNDED or FAULTED. */
    record Nothing(RefinementOutcome outcome, String detail) implements Bought {}
}

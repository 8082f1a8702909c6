package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Instant;

/** The next step for a {@link BudgetRequest}, by the current state of the log. */
public sealed interface Plan {

    /** Reserve under this number. */
    record Reserve(int number) implements Plan {}

    /** Use the answer that was bought already. */
    record Reuse(TeacherCall answered) implements Plan {}

    /** Wait for the log to change, at most until this time, and plan again. */
    record Wait(Instant until) implements Plan {}

    /**
     * Give up: the request does not fit under the cap.
     *
     * @param cap the purse's budget in nanodollars
     */
    record Unfunded(String detail, long cap) implements Plan {}

    /** Give up: the maximum number of HTTP requests has failed. */
    record GivenUp(String detail) implements Plan {}
}

package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Instant;

/** What to do about a purchase, as the log stands. */
public sealed interface Plan {

    /** Reserve under this number. */
    record Reserve(int number) implements Plan {}

    /** It was bought already. */
    record Reuse(TeacherCall answered) implements Plan {}

    /** Wait for the log to change, but no longer than this, and look again. */
    record Wait(Instant until) implements Plan {}

    /**
     * It does not fit under the cap.
     *
     * @param cap the purse's budget, in nanodollars
     */
    record Unfunded(String detail, long cap) implements Plan {}

    /** It was tried as often as it may be. */
    record GivenUp(String detail) implements Plan {}
}

package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import dev.preceptor.contracts.event.TeacherCall.State;
import java.time.Instant;

/** Makes the entries of the log, and reads their money. */
final class Entries {

    private Entries() {}

    static TeacherCall reserved(Purchase purchase, int number, Owner owner, Instant now, Instant deadline) {
        double greatest = Money.usd(purchase.greatestCost());
        return new TeacherCall(
                purchase.callId(),
                purchase.runId(),
                number,
                State.RESERVED,
                greatest,
                greatest,
                owner.entry(),
                now,
                deadline,
                null,
                null);
    }

    static TeacherCall declined(TeacherCall reserved, Instant now, String detail) {
        return settled(reserved, State.DECLINED, 0, now, null, detail);
    }

    static TeacherCall answered(TeacherCall reserved, long cost, Instant now, Answer answer) {
        return settled(reserved, State.ANSWERED, cost, now, answer, null);
    }

    static TeacherCall failed(TeacherCall reserved, long cost, Instant now, String detail) {
        return settled(reserved, State.FAILED, cost, now, null, detail);
    }

    /** What a call counts, in nanodollars. */
    static long spent(TeacherCall call) {
        return switch (call.state()) {
            case RESERVED -> Money.nanos(call.greatestCostUsd());
            case DECLINED -> 0;
            case ANSWERED, FAILED -> Money.nanos(call.costUsd());
        };
    }

    private static TeacherCall settled(
            TeacherCall reserved, State state, long cost, Instant now, Answer answer, String detail) {
        return new TeacherCall(
                reserved.callId(),
                reserved.runId(),
                reserved.number(),
                state,
                reserved.greatestCostUsd(),
                Money.usd(cost),
                reserved.owner(),
                now,
                reserved.deadline(),
                answer,
                detail);
    }
}

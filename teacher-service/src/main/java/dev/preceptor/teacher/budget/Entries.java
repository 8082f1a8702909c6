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
                purchase.asker().runId(),
                number,
                State.RESERVED,
                greatest,
                greatest,
                owner.entry(),
                now,
                deadline,
                null,
                null,
                purse(purchase),
                purchase.asker().refinementId(),
                new TeacherCall.Turn(
                        purchase.pace().endpoint(), purchase.pace().interval().toNanos() / 1e9));
    }

    /** An earlier answer served once more; the answer's text stays where it was bought. */
    static TeacherCall cached(Purchase purchase, TeacherCall answered, Owner owner, Instant now) {
        return new TeacherCall(
                purchase.asker().refinementId(),
                purchase.asker().runId(),
                1,
                State.CACHED,
                0,
                answered.costUsd(),
                owner.entry(),
                now,
                now,
                answered.answer().withContent(null),
                null,
                purse(purchase),
                purchase.asker().refinementId(),
                null);
    }

    private static String purse(Purchase purchase) {
        Asker asker = purchase.asker();
        return asker.purse().equals(asker.runId()) ? null : asker.purse();
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
            case DECLINED, CACHED -> 0;
            case ANSWERED, FAILED -> Money.nanos(call.costUsd());
        };
    }

    /** The part of that which nobody has confirmed. */
    static long unknown(TeacherCall call) {
        return Money.nanos(call.unknownUsd());
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
                detail,
                reserved.purse(),
                reserved.refinementId(),
                reserved.turn());
    }
}

package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.event.TeacherCallBuilder;
import java.time.Instant;

/** Creates the log's entries, and reads their costs. */
final class LedgerEntries {

    private LedgerEntries() {}

    static TeacherCall reserved(BudgetRequest request, int number, Owner owner, Instant now, Instant deadline) {
        double greatestCost = Money.usd(request.greatestCost());
        RateLimit limit = request.rateLimit();
        return entryFor(request, owner, now)
                .callId(request.callId())
                .number(number)
                .state(State.RESERVED)
                .greatestCostUsd(greatestCost)
                .costUsd(greatestCost)
                .deadline(deadline)
                .turn(new TeacherCall.Turn(limit.endpoint(), limit.interval().toNanos() / 1e9))
                .build();
    }

    /**
     * The reservation of a call in a batch. It takes no turn, as batches have limits of their own.
     *
     * @param deadline until when the batch must be in the log
     */
    static TeacherCall reservedInBatch(
            BudgetRequest request, int number, Owner owner, Instant now, Instant deadline, String batchKey) {
        return reserved(request, number, owner, now, deadline)
                .with(call -> call.turn(null).batch(TeacherCall.Batch.named(batchKey)));
    }

    /** Whether the call is reserved in a batch. */
    static boolean isInBatch(TeacherCall call) {
        return call.state() == State.RESERVED && call.batch() != null;
    }

    /** Whether the call was never asked, as the provider took no batch at that time. */
    static boolean isPostponed(TeacherCall call) {
        return call.state() == State.FAILED
                && call.batch() != null
                && call.batch().postponed();
    }

    /** An earlier answer that is reused. The entry leaves out the answer's text, which the earlier entry has. */
    static TeacherCall cached(BudgetRequest request, TeacherCall answered, Owner owner, Instant now) {
        return entryFor(request, owner, now)
                .callId(request.requester().refinementId())
                .number(1)
                .state(State.CACHED)
                .greatestCostUsd(0)
                .costUsd(answered.costUsd())
                .deadline(now)
                .answer(answered.answer().withContent(null))
                .build();
    }

    private static TeacherCallBuilder entryFor(BudgetRequest request, Owner owner, Instant now) {
        Requester requester = request.requester();
        boolean ownPurse = requester.purse().equals(requester.runId());
        return TeacherCallBuilder.builder()
                .runId(requester.runId())
                .purse(ownPurse ? null : requester.purse())
                .refinementId(requester.refinementId())
                .rung(request.rungName())
                .owner(owner.value())
                .at(now);
    }

    static TeacherCall declined(TeacherCall reserved, Instant now, String detail) {
        return reserved.with(
                call -> call.state(State.DECLINED).costUsd(0).at(now).detail(detail));
    }

    /** A reservation with a later deadline. It takes no further turn. */
    static TeacherCall extended(TeacherCall reserved, Instant now, Instant deadline) {
        return reserved.with(call -> call.at(now).deadline(deadline).turn(null));
    }

    /** Whether a reservation is an earlier one of the same owner with a later deadline. */
    static boolean extendsReservation(TeacherCall next, TeacherCall before) {
        return next.owner() != null
                && next.owner().equals(before.owner())
                && next.batch() == null
                && before.batch() == null
                && next.deadline().isAfter(before.deadline());
    }

    static TeacherCall answered(TeacherCall reserved, long cost, Instant now, Answer answer) {
        return reserved.with(call ->
                call.state(State.ANSWERED).costUsd(Money.usd(cost)).at(now).answer(answer));
    }

    static TeacherCall failed(TeacherCall reserved, long cost, Instant now, String detail) {
        return reserved.with(call ->
                call.state(State.FAILED).costUsd(Money.usd(cost)).at(now).detail(detail));
    }

    /** What a call counts against the cap, in nanodollars. */
    static long spent(TeacherCall call) {
        return switch (call.state()) {
            case RESERVED -> Money.nanos(call.greatestCostUsd());
            case DECLINED, CACHED, BATCH -> 0;
            case ANSWERED, FAILED -> Money.nanos(call.costUsd());
        };
    }

    /** The unconfirmed part of {@link #spent}, in nanodollars. */
    static long unknown(TeacherCall call) {
        return Money.nanos(call.unknownUsd());
    }
}

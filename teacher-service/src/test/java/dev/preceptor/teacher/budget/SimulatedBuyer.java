package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** One buyer in one life of a replica, taken step by step, so that it can be interrupted between any two. */
final class SimulatedBuyer {

    static final Duration MARGIN = Duration.ofSeconds(5);

    private final BudgetLedger ledger;
    private final SimulatedLog log;
    private final SimulatedTeacher teacher;
    private final BudgetRequest request;
    private TeacherCall reserved;
    private CompletableFuture<ReservationDecision> decision;
    private boolean asked;
    private boolean done;
    private long cost;

    SimulatedBuyer(BudgetLedger ledger, SimulatedLog log, SimulatedTeacher teacher, BudgetRequest request) {
        this.ledger = ledger;
        this.log = log;
        this.teacher = teacher;
        this.request = request;
    }

    BudgetRequest request() {
        return request;
    }

    boolean done() {
        return done;
    }

    /** Whether its request has run out of time, so that it must be settled before anything else happens. */
    boolean overdue(Instant now) {
        return asked && !now.isBefore(reserved.deadline());
    }

    void step(Random random, Instant now) {
        if (done) {
            return;
        }
        if (reserved == null) {
            plan(now);
        } else if (!asked) {
            judged(random, now);
        } else {
            settle(random, now);
        }
    }

    private void plan(Instant now) {
        Plan plan = ledger.plan(request, now);
        if (plan instanceof Plan.Reserve reserve) {
            Instant deadline = now.plus(MARGIN).plus(request.timeout());
            reserved = LedgerEntries.reserved(request, reserve.number(), ledger.owner(), now, deadline);
            decision = ledger.expect(reserved, request.cap(), request.rung());
            log.append(reserved);
        } else {
            done = !(plan instanceof Plan.Wait);
        }
    }

    private void judged(Random random, Instant now) {
        if (!decision.isDone()) {
            return;
        }
        Optional<TeacherCall> answer = decision.join().followUp(reserved, now);
        boolean granted = decision.join().kind() == ReservationDecision.Kind.GRANTED;
        if (granted && now.isAfter(reserved.deadline().minus(request.timeout()))) {
            granted = false;
            answer = Optional.of(LedgerEntries.declined(reserved, now, "not asked in time"));
        }
        answer.ifPresent(log::append);
        if (granted) {
            asked = true;
            cost = teacher.answer(request, random);
        } else {
            reserved = null;
        }
    }

    private void settle(Random random, Instant now) {
        boolean late = overdue(now);
        if (late || cost > 0 && random.nextInt(5) == 0) {
            log.append(LedgerEntries.failed(reserved, request.greatestCost(), now, "lost"));
        } else if (cost == 0) {
            log.append(LedgerEntries.failed(reserved, 0, now, "refused"));
        } else {
            log.append(LedgerEntries.answered(reserved, cost, now, new Answer("m", "code", 1, 1, "stop", 0)));
            teacher.recorded(request);
        }
        asked = false;
        reserved = null;
    }
}

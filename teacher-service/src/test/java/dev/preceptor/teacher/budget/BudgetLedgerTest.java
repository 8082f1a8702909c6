package dev.preceptor.teacher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BudgetLedgerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant DEADLINE = NOW.plusSeconds(60);
    private static final Answer ANSWER = new Answer("m", "code", 1, 1, "stop", 0);

    private final Owner me = new Owner("me", "2");
    private final Owner other = new Owner("other", "1");
    private final BudgetLedger ledger = new BudgetLedger(me, 3);
    private long position;

    private static BudgetRequest request(String callId, long greatest, long cap) {
        return new BudgetRequest(
                callId,
                new Requester("run", "run", "for-" + callId),
                greatest,
                cap,
                Duration.ofSeconds(30),
                new RateLimit("endpoint", Duration.ZERO));
    }

    private static TeacherCall reserved(String callId, int number, long greatest, Owner owner) {
        return LedgerEntries.reserved(request(callId, greatest, 0), number, owner, NOW, DEADLINE);
    }

    private void log(TeacherCall... entries) {
        for (TeacherCall entry : entries) {
            ledger.apply(position++, entry, NOW);
        }
    }

    private ReservationDecision.Kind judged(TeacherCall reservation, long cap) {
        CompletableFuture<ReservationDecision> decision = ledger.expect(reservation, cap, null);
        log(reservation);
        return decision.join().kind();
    }

    @Test
    void anOwnReservationOnItsWayCountsAsIfItWereReadBack() {
        TeacherCall pending = reserved("a", 1, 60, me);
        ledger.expect(pending, 100, null);

        assertThat(ledger.plan(request("b", 40, 100), NOW)).isEqualTo(new Plan.Reserve(1));
        assertThat(ledger.plan(request("b", 50, 100), NOW)).isEqualTo(new Plan.Wait(DEADLINE));

        ledger.forget(pending);
        assertThat(ledger.plan(request("b", 50, 100), NOW)).isEqualTo(new Plan.Reserve(1));
    }

    @Test
    void anExtendedReservationIsInFlightUntilItsNewDeadline() {
        TeacherCall theirs = reserved("a", 1, 60, other);
        Instant later = DEADLINE.plusSeconds(60);
        log(theirs, LedgerEntries.extended(theirs, NOW, later));

        assertThat(ledger.plan(request("a", 60, 100), DEADLINE)).isEqualTo(new Plan.Wait(later));
        assertThat(ledger.spent("run")).isEqualTo(60);
        assertThat(ledger.plan(request("a", 40, 100), later)).isEqualTo(new Plan.Reserve(2));
    }

    @Test
    void nobodyExtendsTheReservationOfAnother() {
        TeacherCall theirs = reserved("a", 1, 60, other);
        log(
                theirs,
                LedgerEntries.extended(reserved("a", 1, 60, new Owner("third", "1")), NOW, DEADLINE.plusSeconds(60)));

        assertThat(ledger.plan(request("a", 40, 100), DEADLINE)).isEqualTo(new Plan.Reserve(2));
    }

    private static BudgetRequest onRung(String callId, long greatest, String rung, long rungCap) {
        BudgetRequest request = request(callId, greatest, 100);
        return new BudgetRequest(
                callId,
                request.requester(),
                greatest,
                100,
                request.timeout(),
                request.rateLimit(),
                new RungBudget(rung, rungCap));
    }

    private TeacherCall reserved(BudgetRequest request, Owner owner) {
        return LedgerEntries.reserved(request, 1, owner, NOW, DEADLINE);
    }

    @Test
    void aRungsOwnBudgetHoldsForItsCallsOnly() {
        BudgetRequest first = onRung("a", 30, "small", 40);
        log(reserved(first, me), LedgerEntries.answered(reserved(first, me), 30, NOW, ANSWER));

        assertThat(ledger.plan(onRung("b", 10, "small", 40), NOW)).isEqualTo(new Plan.Reserve(1));
        assertThat(ledger.plan(onRung("b", 20, "small", 40), NOW)).isInstanceOfSatisfying(Plan.Unfunded.class, plan -> {
            assertThat(plan.detail()).contains("by the rung 'small'");
            assertThat(plan.cap()).isEqualTo(40);
        });
        assertThat(ledger.plan(onRung("b", 70, "large", RungBudget.UNLIMITED), NOW))
                .isEqualTo(new Plan.Reserve(1));
        assertThat(ledger.plan(onRung("b", 71, "large", RungBudget.UNLIMITED), NOW))
                .isInstanceOfSatisfying(
                        Plan.Unfunded.class, plan -> assertThat(plan.cap()).isEqualTo(100));
    }

    @Test
    void theOrderOfTheLogDecidesWhichCallFitsUnderARungsBudget() {
        BudgetRequest mine = onRung("a", 30, "small", 40);
        CompletableFuture<ReservationDecision> decision = ledger.expect(reserved(mine, me), 100, mine.rung());
        log(reserved(onRung("b", 30, "small", 40), other), reserved(mine, me));

        assertThat(decision.join().kind()).isEqualTo(ReservationDecision.Kind.OVER_CAP);
    }

    @Test
    void aRungThatMayBecomeCheaperIsWaitedFor() {
        log(reserved(onRung("a", 30, "small", 40), other));

        assertThat(ledger.plan(onRung("b", 20, "small", 40), NOW)).isEqualTo(new Plan.Wait(DEADLINE));
    }

    @Test
    void theGreatestBudgetOfARungInThePurseCounts() {
        log(reserved(onRung("a", 30, "small", 40), me));
        BudgetRequest more = onRung("b", 20, "small", 40);
        assertThat(ledger.plan(more, DEADLINE)).isInstanceOf(Plan.Unfunded.class);

        ledger.raiseCap("other", new RungBudget("small", 90));
        assertThat(ledger.plan(more, DEADLINE)).isInstanceOf(Plan.Unfunded.class);
        ledger.raiseCap("run", new RungBudget("small", 90));

        assertThat(ledger.plan(more, DEADLINE)).isEqualTo(new Plan.Reserve(1));
    }

    @Test
    void turnsComeAfterThoseOfOwnReservationsOnTheirWay() {
        Duration interval = Duration.ofSeconds(2);
        TeacherCall first = paced("a", interval);
        TeacherCall second = paced("b", interval);
        ledger.expect(first, 100, null);
        ledger.expect(second, 100, null);

        assertThat(ledger.nextTurn("endpoint")).isEqualTo(NOW.plusSeconds(4));
        assertThat(ledger.nextTurn("other")).isBefore(NOW);

        log(first);
        assertThat(ledger.nextTurn("endpoint")).isEqualTo(NOW.plusSeconds(4));
        log(second);
        assertThat(ledger.nextTurn("endpoint")).isEqualTo(NOW.plusSeconds(4));
    }

    @Test
    void whoWaitsForAPositionIsToldWhenItIsReachedOrNeverWillBe() {
        CompletableFuture<Void> first = ledger.reached(0);
        CompletableFuture<Void> second = ledger.reached(1);

        log(reserved("a", 1, 1, other));
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();

        ledger.fail("unreadable");
        assertThat(second).isCompletedExceptionally();
        assertThat(ledger.reached(2)).isCompletedExceptionally();
    }

    @Test
    void aTurnThatHasPassedHoldsNobodyUpThoughItsReservationIsNotReadBackYet() {
        Duration interval = Duration.ofSeconds(2);
        ledger.expect(paced("a", interval), 100, null);
        BudgetRequest later = request("b", 1, 100);
        ledger.expect(
                LedgerEntries.reserved(
                        new BudgetRequest(
                                "b", later.requester(), 1, 100, later.timeout(), new RateLimit("endpoint", interval)),
                        1,
                        me,
                        NOW.plusSeconds(60),
                        DEADLINE),
                100,
                null);

        assertThat(ledger.nextTurn("endpoint")).isEqualTo(NOW.plusSeconds(62));
    }

    private static TeacherCall paced(String callId, Duration interval) {
        BudgetRequest request = new BudgetRequest(
                callId,
                new Requester("run", "run", "for-" + callId),
                1,
                100,
                Duration.ofSeconds(30),
                new RateLimit("endpoint", interval));
        return LedgerEntries.reserved(request, 1, new Owner("me", "2"), NOW, DEADLINE);
    }

    @Test
    void eachStateCountsAsItMay() {
        TeacherCall first = reserved("a", 1, 100, other);
        log(first);
        assertThat(ledger.spent("run")).isEqualTo(100);
        log(LedgerEntries.failed(first, 0, NOW, "429"));
        assertThat(ledger.spent("run")).isZero();
        TeacherCall second = reserved("a", 2, 100, other);
        log(second, LedgerEntries.answered(second, 40, NOW, ANSWER));
        assertThat(ledger.spent("run")).isEqualTo(40);
        TeacherCall third = reserved("b", 1, 100, other);
        log(third, LedgerEntries.declined(third, NOW, "over the budget"));
        assertThat(ledger.spent("run")).isEqualTo(40);
        assertThat(ledger.spent("another run")).isZero();
    }

    @Test
    void whatFitsExactlyIsReservedAndGranted() {
        log(reserved("a", 1, 60, other));

        assertThat(ledger.plan(request("b", 40, 100), NOW)).isEqualTo(new Plan.Reserve(1));
        assertThat(judged(reserved("b", 1, 40, me), 100)).isEqualTo(ReservationDecision.Kind.GRANTED);
    }

    @Test
    void whatOnlyFitsWithoutTheCallsInFlightWaitsUntilTheirDeadline() {
        log(reserved("a", 1, 60, other));

        assertThat(ledger.plan(request("b", 41, 100), NOW)).isEqualTo(new Plan.Wait(DEADLINE));
        assertThat(ledger.plan(request("b", 41, 100), DEADLINE)).isInstanceOf(Plan.Unfunded.class);
        assertThat(ledger.plan(request("b", 101, 100), NOW)).isInstanceOf(Plan.Unfunded.class);
    }

    @Test
    void anEarlierLifesReservationsAreDeadAtOnce() {
        log(reserved("a", 1, 60, new Owner("me", "1")));

        assertThat(ledger.plan(request("b", 41, 100), NOW)).isInstanceOf(Plan.Unfunded.class);
        assertThat(ledger.plan(request("a", 40, 100), NOW)).isEqualTo(new Plan.Reserve(2));
    }

    @Test
    void aCallThatAnotherMakesIsWaitedFor() {
        TeacherCall theirs = reserved("a", 1, 10, other);
        log(theirs);
        assertThat(ledger.plan(request("a", 10, 100), NOW)).isEqualTo(new Plan.Wait(DEADLINE));

        TeacherCall answered = LedgerEntries.answered(theirs, 5, NOW, ANSWER);
        log(answered);

        assertThat(ledger.plan(request("a", 10, 0), NOW)).isEqualTo(new Plan.Reuse(answered));
    }

    @Test
    void theOrderOfTheLogDecidesAndDeclinedCallsCountNothing() {
        TeacherCall theirs = reserved("a", 1, 60, other);
        TeacherCall ours = reserved("b", 1, 60, me);
        CompletableFuture<ReservationDecision> decision = ledger.expect(ours, 100, null);
        log(theirs, ours);

        assertThat(decision.join().kind()).isEqualTo(ReservationDecision.Kind.OVER_CAP);
        log(decision.join().followUp(ours, NOW).orElseThrow(), LedgerEntries.failed(theirs, 0, NOW, "429"));
        assertThat(ledger.plan(request("b", 60, 100), NOW)).isEqualTo(new Plan.Reserve(2));
    }

    @Test
    void failedRequestsAreCountedAndGivenUp() {
        for (int number = 1; number <= 3; number++) {
            assertThat(ledger.plan(request("a", 1, 100), NOW)).isEqualTo(new Plan.Reserve(number));
            TeacherCall reserved = reserved("a", number, 1, me);
            log(reserved, LedgerEntries.failed(reserved, 0, NOW, "the server said 500"));
        }

        assertThat(ledger.plan(request("a", 1, 100), NOW))
                .isEqualTo(new Plan.GivenUp("after 3 requests: the server said 500"));
    }

    @Test
    void withoutABudgetNothingIsBought() {
        assertThat(ledger.plan(request("a", 0, 0), NOW)).isEqualTo(new Plan.Unfunded("teacher.budgetUsd is 0", 0));
    }

    @Test
    void ofTwoWhoReserveTheSameKeyTheFirstHasIt() {
        TeacherCall theirs = reserved("a", 1, 10, other);
        TeacherCall ours = reserved("a", 1, 10, me);
        CompletableFuture<ReservationDecision> decision = ledger.expect(ours, 100, null);
        log(theirs, ours);

        assertThat(decision.join().kind()).isEqualTo(ReservationDecision.Kind.KEY_TAKEN);
        assertThat(decision.join().followUp(ours, NOW)).isEmpty();
        assertThat(ledger.spent("run")).isEqualTo(10);
        assertThat(ledger.plan(request("a", 10, 100), NOW)).isInstanceOf(Plan.Wait.class);
    }

    @Test
    void aSettledEntryThatWasCoveredIsWrittenAgain() {
        TeacherCall theirs = reserved("a", 1, 10, other);
        TeacherCall answered = LedgerEntries.answered(theirs, 5, NOW, ANSWER);
        TeacherCall ours = reserved("a", 1, 10, me);
        CompletableFuture<ReservationDecision> decision = ledger.expect(ours, 100, null);
        log(theirs, answered, ours);

        assertThat(decision.join().followUp(ours, NOW)).contains(answered);
        assertThat(ledger.plan(request("a", 10, 100), NOW)).isEqualTo(new Plan.Reuse(answered));
        assertThat(ledger.spent("run")).isEqualTo(5);
    }

    @Test
    void anAnswerUnderAnotherNumberIsNotBoughtAgain() {
        TeacherCall theirs = reserved("a", 2, 10, other);
        TeacherCall ours = reserved("a", 1, 10, me);
        CompletableFuture<ReservationDecision> decision = ledger.expect(ours, 100, null);
        log(theirs, LedgerEntries.answered(theirs, 5, NOW, ANSWER), ours);

        assertThat(decision.join().kind()).isEqualTo(ReservationDecision.Kind.DUPLICATE);
    }

    @Test
    void aGapBeforeTheReservationMakesItUseless() {
        log(reserved("a", 1, 10, other));
        TeacherCall ours = reserved("b", 1, 10, me);
        CompletableFuture<ReservationDecision> decision = ledger.expect(ours, 100, null);
        position = 5;
        log(ours);

        assertThat(decision.join().kind()).isEqualTo(ReservationDecision.Kind.LOG_INCOMPLETE);
        assertThat(ledger.spent("run")).isEqualTo(20);
        assertThat(ledger.plan(request("b", 10, 100), NOW)).isEqualTo(new Plan.Reserve(2));
        assertThat(judged(reserved("b", 2, 10, me), 100)).isEqualTo(ReservationDecision.Kind.GRANTED);
    }

    @Test
    void aReservationThatVanishedIsNotWaitedFor() {
        CompletableFuture<ReservationDecision> decision = ledger.expect(reserved("a", 1, 10, me), 100, null);
        position = 1;
        log(reserved("a", 1, 10, other));

        assertThat(decision.join().kind()).isEqualTo(ReservationDecision.Kind.LOG_INCOMPLETE);
    }

    @Test
    void tombstonesAreNoGaps() {
        TeacherCall ours = reserved("b", 1, 10, me);
        CompletableFuture<ReservationDecision> decision = ledger.expect(ours, 100, null);
        ledger.skip(position++);
        log(ours);

        assertThat(decision.join().kind()).isEqualTo(ReservationDecision.Kind.GRANTED);
    }

    @Test
    void anAnswerThatAReservationCoversIsWrittenAgainWithItsText() {
        TeacherCall first = reserved("a", 1, 10, other);
        TeacherCall answered = LedgerEntries.answered(first, 5, NOW, ANSWER);
        log(first, answered);
        TeacherCall covering = reserved("a", 1, 10, me);
        CompletableFuture<ReservationDecision> decision = ledger.expect(covering, 100, null);
        log(covering);

        assertThat(decision.join().kind()).isEqualTo(ReservationDecision.Kind.OVERWROTE);
        assertThat(decision.join().followUp(covering, NOW)).contains(answered);
    }
}

package dev.preceptor.teacher.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final Answer ANSWER = new Answer("m", "code", 1, 1, "stop", 0);
    private static final Budget.Timeouts TIMEOUTS = new Budget.Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30));

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;
    private final MemoryCallLog log = new MemoryCallLog(clock);
    private final ShutdownSignal shutdown = new ShutdownSignal();

    @AfterEach
    void stop() {
        shutdown.signal();
        pool.shutdownNow();
    }

    private Budget replica(String name) {
        BudgetLedger ledger = new BudgetLedger(Owner.starting(name), 4);
        log.follow(ledger);
        return new Budget(ledger, log, shutdown, clock, TIMEOUTS, atMost -> {});
    }

    private static BudgetRequest purchase(String callId, long greatest, long cap) {
        return new BudgetRequest(
                callId,
                new Requester("run", "run", "for-" + callId),
                greatest,
                cap,
                Duration.ofSeconds(30),
                new RateLimit("endpoint", Duration.ZERO));
    }

    private static Optional<Reservation> reserve(Budget budget, BudgetRequest purchase) {
        return budget.reserve(purchase).flatMap(budget::awaitDecision);
    }

    @Test
    void aGrantedCallIsReservedAndThenAnsweredInTheLog() {
        Budget budget = replica("a");
        TeacherCall reserved =
                reserve(budget, purchase("c", 10, 100)).orElseThrow().entry();

        budget.recordAnswered(reserved, 7, ANSWER);

        assertThat(log.entries()).extracting(TeacherCall::state).containsExactly(State.RESERVED, State.ANSWERED);
        assertThat(log.entries()).extracting(TeacherCall::costUsd).containsExactly(1e-8, 7e-9);
        assertThat(log.entries().get(0).deadline()).isEqualTo(now.get().plusSeconds(60));
        assertThat(budget.plan(purchase("c", 10, 100)))
                .isEqualTo(new Plan.Reuse(log.entries().get(1)));
    }

    @Test
    void whoDoesNotFitYetWaitsForTheOthersOutcome() throws Exception {
        Budget budget = replica("a");
        TeacherCall reserved =
                reserve(budget, purchase("c", 60, 100)).orElseThrow().entry();
        Future<Plan> waiting = pool.submit(() -> budget.plan(purchase("d", 60, 100)));

        budget.recordAnswered(reserved, 40, ANSWER);

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(new Plan.Reserve(1));
    }

    @Test
    void whoWaitsForTheDeadDoesSoUntilTheirDeadline() throws Exception {
        reserve(replica("a"), purchase("c", 60, 100)).orElseThrow().entry();
        Future<Plan> waiting = pool.submit(() -> replica("b").plan(purchase("d", 60, 100)));

        now.set(now.get().plusSeconds(61));

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isInstanceOf(Plan.Unfunded.class);
    }

    @Test
    void aRestartedReplicaReusesItsAnswersAndBuriesItsReservations() {
        Budget first = replica("a");
        first.recordAnswered(
                reserve(first, purchase("c", 10, 100)).orElseThrow().entry(), 7, ANSWER);
        reserve(first, purchase("d", 10, 100)).orElseThrow().entry();

        Budget second = replica("a");

        assertThat(second.plan(purchase("c", 10, 100))).isInstanceOf(Plan.Reuse.class);
        assertThat(second.plan(purchase("d", 10, 100))).isEqualTo(new Plan.Reserve(2));
        assertThat(second.plan(purchase("d", 84, 100))).isInstanceOf(Plan.Unfunded.class);
    }

    @Test
    void stoppingEndsTheWaiting() {
        reserve(replica("a"), purchase("c", 60, 100)).orElseThrow().entry();
        shutdown.signal();

        assertThatThrownBy(() -> replica("b").plan(purchase("d", 60, 100))).isInstanceOf(ShuttingDownException.class);
    }

    @Test
    void anUnusableLogIsSaidToBe() {
        BudgetLedger ledger = new BudgetLedger(Owner.starting("a"), 4);
        ledger.fail("the topic teacher-calls has 2 partitions");

        assertThatThrownBy(() ->
                        new Budget(ledger, log, shutdown, clock, TIMEOUTS, atMost -> {}).plan(purchase("c", 1, 1)))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("the topic teacher-calls has 2 partitions");
    }

    @Test
    void manyThreadsOfManyReplicasStayUnderTheCapAndBuyNothingTwice() throws Exception {
        long cap = 1_000;
        AtomicLong billed = new AtomicLong();
        Queue<String> bought = new ConcurrentLinkedQueue<>();
        List<Budget> replicas = List.of(replica("a"), replica("b"), replica("c"));
        List<Future<?>> buyers = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            // Every call is wanted by two replicas at the same time.
            Budget budget = replicas.get(i % 3);
            BudgetRequest purchase = purchase("call-" + i / 2, 90, cap);
            buyers.add(pool.submit(() -> buy(budget, purchase, billed, bought)));
        }
        for (Future<?> buyer : buyers) {
            buyer.get(30, TimeUnit.SECONDS);
        }

        assertThat(billed.get()).isLessThanOrEqualTo(cap);
        assertThat(bought).doesNotHaveDuplicates().hasSizeBetween(20, 24);
        // More entries than answers, where a reservation that came late covered one and it was written again.
        assertThat(log.entries().stream().filter(entry -> entry.state() == State.ANSWERED))
                .extracting(TeacherCall::callId)
                .containsOnlyElementsOf(bought);
    }

    private static void buy(Budget budget, BudgetRequest purchase, AtomicLong billed, Queue<String> bought) {
        while (budget.plan(purchase) instanceof Plan.Reserve) {
            Optional<Reservation> reserved = reserve(budget, purchase);
            if (reserved.isPresent()) {
                billed.addAndGet(45);
                bought.add(purchase.callId());
                budget.recordAnswered(reserved.get().entry(), 45, ANSWER);
            }
        }
    }
}

package dev.preceptor.teacher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What happens to several replicas that buy from one teacher with one budget: readers lag, processes die, time passes. */
final class SimulatedHistory {

    static final long CAP = 500;
    static final long RUNG_CAP = 250;

    private static final Duration COMPACTION_LAG = Duration.ofSeconds(30);
    private static final int STEPS = 400;
    private static final int CALLS = 12;
    private static final int REPLICAS = 3;

    /** A replica: one life of it, its ledger, how far that has read, and whom it serves. */
    private static final class Replica {
        private final String name;
        private BudgetLedger ledger;
        private long next;
        private List<SimulatedBuyer> buyers;

        Replica(String name) {
            this.name = name;
        }
    }

    private final SimulatedLog log = new SimulatedLog();
    private final List<Replica> replicas = new ArrayList<>();
    private final Random random;
    private final SimulatedTeacher teacher;
    private final boolean reckless;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    SimulatedHistory(Random random, boolean reckless) {
        this.random = random;
        this.reckless = reckless;
        this.teacher = new SimulatedTeacher(!reckless);
    }

    SimulatedTeacher teacher() {
        return teacher;
    }

    void play() {
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(new Replica("replica-" + i));
            start(replicas.get(i));
        }
        for (int i = 0; i < 2 * CALLS; i++) {
            deliver("call-" + i % CALLS);
        }
        for (int step = 0; step < STEPS; step++) {
            disturb();
        }
        settleAll();
    }

    /** One random thing happens. */
    private void disturb() {
        Replica replica = replicas.get(random.nextInt(REPLICAS));
        switch (random.nextInt(120)) {
            case 0 -> start(replica);
            case 1, 2 -> deliver("call-" + random.nextInt(CALLS));
            case 3, 4 -> log.compact(random, reckless ? null : now.minus(COMPACTION_LAG));
            case 5, 6, 7 -> pass(Duration.ofSeconds(random.nextInt(20)));
            default -> {
                if (random.nextBoolean()) {
                    read(replica);
                } else if (!replica.buyers.isEmpty()) {
                    replica.buyers.get(random.nextInt(replica.buyers.size())).step(random, now);
                }
            }
        }
    }

    /** A replica dies, with all that it knew, and lives again; half of what it was at is delivered again. */
    private void start(Replica replica) {
        List<SimulatedBuyer> orphans = replica.buyers == null ? List.of() : replica.buyers;
        replica.ledger = new BudgetLedger(Owner.starting(replica.name), 3);
        replica.next = 0;
        replica.buyers = new ArrayList<>();
        while (read(replica)) {
            continue;
        }
        orphans.stream()
                .filter(orphan -> random.nextBoolean())
                .forEach(orphan -> deliver(orphan.request().callId()));
    }

    /** To a random replica, whoever else may be at it. */
    private void deliver(String callId) {
        Replica replica = replicas.get(random.nextInt(REPLICAS));
        boolean atIt = replica.buyers.stream()
                .anyMatch(buyer -> buyer.request().callId().equals(callId) && !buyer.done());
        if (!atIt) {
            long greatest = 50 + 10 * callId.length();
            BudgetRequest request = new BudgetRequest(
                    callId,
                    new Requester("run", "run", "for-" + callId),
                    greatest,
                    CAP,
                    Duration.ofSeconds(10),
                    new RateLimit("endpoint", Duration.ZERO),
                    rung(callId));
            replica.buyers.add(new SimulatedBuyer(replica.ledger, log, teacher, request));
        }
    }

    /** Half of the calls are to a rung with a budget of its own. */
    private static RungBudget rung(String callId) {
        boolean even = (callId.charAt(callId.length() - 1) - '0') % 2 == 0;
        return even ? new RungBudget("small", RUNG_CAP) : new RungBudget("large", RungBudget.UNLIMITED);
    }

    private boolean read(Replica replica) {
        Map.Entry<Long, TeacherCall> entry = log.from(replica.next);
        if (entry == null) {
            return false;
        }
        replica.ledger.apply(entry.getKey(), entry.getValue(), now);
        replica.next = entry.getKey() + 1;
        return true;
    }

    private void pass(Duration time) {
        now = now.plus(time);
        replicas.stream()
                .flatMap(replica -> replica.buyers.stream())
                .filter(buyer -> buyer.overdue(now))
                .forEach(buyer -> buyer.step(random, now));
    }

    /** Without further trouble everybody comes to an end, and nobody has lost sight of money. */
    private void settleAll() {
        for (int round = 0;
                replicas.stream().anyMatch(replica -> replica.buyers.stream().anyMatch(b -> !b.done()));
                round++) {
            assertThat(round).as("rounds until everybody is done").isLessThan(1_000);
            for (Replica replica : replicas) {
                while (read(replica)) {
                    continue;
                }
                replica.buyers.forEach(buyer -> buyer.step(random, now));
            }
            pass(Duration.ofSeconds(1));
        }
        for (Replica replica : replicas) {
            while (read(replica)) {
                continue;
            }
            // More, where a reservation's owner died before it could be declined.
            assertThat(replica.ledger.spent("run")).isGreaterThanOrEqualTo(teacher.billed("run"));
        }
    }
}

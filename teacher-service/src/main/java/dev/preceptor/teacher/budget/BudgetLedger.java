package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What one replica knows of the log: entries go in, in the log's order, and decisions come out. Safe for threads. */
public final class BudgetLedger {

    private final Owner owner;
    private final int mostRequests;
    private final Map<String, Account> purses = new HashMap<>();
    private final AnswerTexts texts = AnswerTexts.temporary();
    private final Recurring recurring = new Recurring();
    private final Map<String, Long> caps = new HashMap<>();
    private final Turns turns = new Turns();
    /** In the order in which they were sent. */
    private final Map<String, Expected> expected = new LinkedHashMap<>();

    private final NavigableMap<Long, CompletableFuture<Void>> awaited = new TreeMap<>();
    private long position = -1;
    private long gaps;
    private long changes;
    private boolean caughtUp;
    private String failure;

    /** @param mostRequests how often one answer may be asked for before it is given up */
    public BudgetLedger(Owner owner, int mostRequests) {
        this.owner = owner;
        this.mostRequests = mostRequests;
    }

    public Owner owner() {
        return owner;
    }

    /** Takes in the entry at a position; positions rise, with gaps where compaction took something out. */
    public synchronized void apply(long at, TeacherCall entry, Instant now) {
        notePosition(at);
        if (entry.state() == State.CACHED) {
            return;
        }
        Account account = purses.computeIfAbsent(entry.account(), id -> new Account(texts));
        Instant turn = entry.state() == State.RESERVED ? turns.take(entry) : null;
        Expected expectation = expected.get(entry.key());
        Judgement judgement = expectation == null ? null : judge(entry, turn, expectation, account, now);
        account.apply(recurring.in(entry));
        if (judgement != null) {
            expected.remove(entry.key()).judgement.complete(judgement);
        }
    }

    /** A run names its purse's budget, in nanodollars; the greatest one counts. */
    public synchronized void allow(String purse, long cap) {
        caps.merge(purse, cap, Math::max);
        changes++;
        notifyAll();
    }

    private long cap(String purse, long named) {
        return Math.max(named, caps.getOrDefault(purse, 0L));
    }

    /** Takes in a position that holds no entry. */
    public synchronized void skip(long at) {
        notePosition(at);
    }

    private void notePosition(long at) {
        if (at != position + 1) {
            gaps++;
        }
        position = at;
        changes++;
        notifyAll();
        Map<Long, CompletableFuture<Void>> reached = awaited.headMap(at, true);
        reached.values().forEach(waiting -> waiting.complete(null));
        reached.clear();
    }

    /** From now on it has seen what was in the log when it started. */
    public synchronized void markCaughtUp() {
        caughtUp = true;
        notifyAll();
    }

    /** From now on it cannot be relied upon, and says so to whoever asks. */
    public synchronized void fail(String reason) {
        failure = reason;
        notifyAll();
        LedgerUnavailableException unavailable = new LedgerUnavailableException(reason);
        awaited.values().forEach(waiting -> waiting.completeExceptionally(unavailable));
        awaited.clear();
        expected.values().forEach(ours -> ours.judgement.completeExceptionally(unavailable));
    }

    /** Whether decisions can be asked for. */
    public synchronized boolean ready() {
        return caughtUp && failure == null;
    }

    /** @throws LedgerUnavailableException if the log could not be followed */
    synchronized void requireIntact() {
        if (failure != null) {
            throw new LedgerUnavailableException(failure);
        }
    }

    /** What to do about a purchase, by what is known now. */
    public synchronized Plan plan(Purchase purchase, Instant now) {
        Account account = account(purchase.asker().purse());
        long cap = cap(purchase.asker().purse(), purchase.cap());
        Optional<TeacherCall> answered = account.answered(purchase.callId());
        if (answered.isPresent()) {
            return new Plan.Reuse(answered.get());
        }
        int requests = 0;
        String lastDetail = null;
        for (TeacherCall entry : account.entries(purchase.callId())) {
            if (underWayElsewhere(entry, now)) {
                return new Plan.Wait(entry.deadline());
            }
            if (entry.state() != State.DECLINED && isFor(purchase.asker(), entry)) {
                requests++;
                lastDetail = entry.state() == State.FAILED ? entry.detail() : "its process died during the request";
            }
        }
        if (requests >= mostRequests) {
            return new Plan.GivenUp("after " + requests + " requests: " + lastDetail);
        }
        if (cap <= 0) {
            return new Plan.Unfunded("teacher.budgetUsd is 0", cap);
        }
        List<TeacherCall> placed = placed(purchase.asker().purse());
        if (fits(purchase.greatestCost(), account.spent() + cost(placed), cap)) {
            return new Plan.Reserve(account.nextNumber(purchase.callId()));
        }
        List<TeacherCall> inFlight = account.inFlight(entry -> alive(entry, now));
        if (fits(purchase.greatestCost(), account.spent() - cost(inFlight), cap)) {
            List<TeacherCall> undecided = new ArrayList<>(inFlight);
            undecided.addAll(placed);
            return new Plan.Wait(Account.firstDeadline(undecided));
        }
        String detail = "%.6f of %.6f US dollars are spent, and the call may cost up to %.6f"
                .formatted(Money.usd(account.spent()), Money.usd(cap), Money.usd(purchase.greatestCost()));
        return new Plan.Unfunded(detail, cap);
    }

    /** Must be called before the reservation is appended; completes when it is read back. */
    public synchronized CompletableFuture<Judgement> expect(TeacherCall reservation, long cap) {
        Expected ours = new Expected(reservation, cap, gaps, new CompletableFuture<>());
        expected.put(reservation.key(), ours);
        return ours.judgement;
    }

    /** Nobody waits for this reservation any more. */
    public synchronized void forget(TeacherCall reservation) {
        expected.remove(reservation.key());
    }

    /** Own reservations that are on their way: they will most likely be read back, and count as if they had been. */
    private List<TeacherCall> placed(String purse) {
        return expected.values().stream()
                .map(Expected::reservation)
                .filter(reservation -> reservation.account().equals(purse))
                .toList();
    }

    private static long cost(List<TeacherCall> calls) {
        return calls.stream().mapToLong(Entries::spent).sum();
    }

    /** Null where the entry says nothing of the reservation that is expected. */
    private Judgement judge(TeacherCall entry, Instant turn, Expected ours, Account account, Instant now) {
        boolean own = entry.state() == State.RESERVED && owner.is(entry.owner());
        TeacherCall before = account.entry(entry.callId(), entry.number());
        if (own) {
            return new Judgement(kind(entry, ours, before, account, now), before, turn);
        }
        // Another's entry under our key, after a gap: ours may be what is missing, and would never be read.
        return gaps == ours.gapsBefore ? null : new Judgement(Judgement.Kind.UNSURE, before, null);
    }

    private Judgement.Kind kind(TeacherCall entry, Expected ours, TeacherCall before, Account account, Instant now) {
        if (before != null && before.state() == State.RESERVED) {
            return Judgement.Kind.TAKEN;
        }
        if (before != null && before.state() != State.DECLINED) {
            return Judgement.Kind.COVERED;
        }
        if (gaps != ours.gapsBefore) {
            return Judgement.Kind.UNSURE;
        }
        boolean elsewhere = account.isAnswered(entry.callId())
                || account.entries(entry.callId()).stream().anyMatch(other -> underWayElsewhere(other, now));
        if (elsewhere) {
            return Judgement.Kind.ELSEWHERE;
        }
        return fits(Entries.spent(entry), account.spent(), cap(entry.account(), ours.cap))
                ? Judgement.Kind.GRANTED
                : Judgement.Kind.OVER_CAP;
    }

    private Account account(String purse) {
        return purses.getOrDefault(purse, new Account(texts));
    }

    /** What was asked for somebody else in vain is no reason to give up; entries of older versions do not say for whom. */
    private static boolean isFor(Asker asker, TeacherCall entry) {
        return entry.refinementId() == null || entry.refinementId().equals(asker.refinementId());
    }

    private boolean underWayElsewhere(TeacherCall entry, Instant now) {
        return entry.state() == State.RESERVED && !owner.is(entry.owner()) && alive(entry, now);
    }

    private boolean alive(TeacherCall reserved, Instant now) {
        return reserved.deadline().isAfter(now) && !owner.wasOnce(reserved.owner());
    }

    private static boolean fits(long cost, long spent, long cap) {
        return cost <= cap - spent;
    }

    /** When an endpoint's next turn comes at the earliest, by what is known now: own reservations on their way come first. */
    synchronized Instant nextTurn(String endpoint) {
        List<TeacherCall> before = expected.values().stream()
                .map(Expected::reservation)
                .filter(reservation -> reservation.turn() != null
                        && reservation.turn().endpoint().equals(endpoint))
                .toList();
        return turns.next(endpoint, before);
    }

    /** In nanodollars, by the second rule. */
    public synchronized long spent(String purse) {
        return account(purse).spent();
    }

    /** The part of what is spent that is reserved and not settled. */
    public synchronized long reserved(String purse) {
        return account(purse).reserved();
    }

    /** The part of what is spent that nobody has confirmed: what is reserved, and what may have been billed for no answer. */
    public synchronized long unknown(String purse) {
        return account(purse).unknown();
    }

    /** Rises with every entry. */
    synchronized long changes() {
        return changes;
    }

    /** Completes when the entry at a position is taken in; fails where the log can no longer be followed. */
    synchronized CompletableFuture<Void> reached(long at) {
        if (failure != null) {
            return CompletableFuture.failedFuture(new LedgerUnavailableException(failure));
        }
        return at <= position
                ? CompletableFuture.completedFuture(null)
                : awaited.computeIfAbsent(at, position -> new CompletableFuture<>());
    }

    /** Returns when something has changed since, or after the time. */
    synchronized void awaitChange(long since, long millis) throws InterruptedException {
        if (changes == since && failure == null && millis > 0) {
            wait(millis);
        }
    }

    private record Expected(
            TeacherCall reservation, long cap, long gapsBefore, CompletableFuture<Judgement> judgement) {}
}

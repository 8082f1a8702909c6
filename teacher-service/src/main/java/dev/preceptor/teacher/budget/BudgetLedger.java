package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One replica's view of the budget's log. Entries are applied in the log's order; plans and decisions are made from what was applied.
 * The rules are in the {@link dev.preceptor.teacher.budget package's description}. Safe for use by many threads.
 *
 * <p>One class, although long: one lock guards the accounts, the position in the log and those who wait for either.
 */
public final class BudgetLedger {

    private final Owner owner;
    private final int mostRequests;
    private final Map<String, Account> purses = new HashMap<>();
    private final Map<String, Long> caps = new HashMap<>();
    private final AnswerFile answers = AnswerFile.temporary();
    private final EntryInterner interner = new EntryInterner();
    private final EndpointRateLimiter rateLimiter = new EndpointRateLimiter();
    private final OwnReservations own = new OwnReservations();
    private final LogPosition position = new LogPosition();
    private long changes;

    /** @param mostRequests maximum number of HTTP requests for one answer */
    public BudgetLedger(Owner owner, int mostRequests) {
        this.owner = owner;
        this.mostRequests = mostRequests;
    }

    public Owner owner() {
        return owner;
    }

    /** Applies the entry at an offset. Offsets rise, with gaps where compaction has removed entries. */
    public synchronized void apply(long offset, TeacherCall entry, Instant now) {
        advance(offset);
        if (entry.state() == State.CACHED) {
            return;
        }
        Account account = purses.computeIfAbsent(entry.account(), id -> new Account(answers));
        Instant turn = entry.state() == State.RESERVED ? rateLimiter.take(entry) : null;
        OwnReservations.Pending pending = own.get(entry.key());
        // The decision is made by the log as it was just before the entry.
        Optional<ReservationDecision> decision =
                pending == null ? Optional.empty() : decide(entry, turn, pending, account, now);
        account.apply(interner.intern(entry));
        decision.ifPresent(made -> own.decide(entry.key(), made));
    }

    /** Notes an offset that holds no entry. */
    public synchronized void skip(long offset) {
        advance(offset);
    }

    private void advance(long offset) {
        position.advance(offset);
        changed();
    }

    private void changed() {
        changes++;
        notifyAll();
    }

    /** Raises a purse's cap to the budget of one of its runs, in nanodollars; a smaller budget changes nothing. */
    public synchronized void raiseCap(String purse, long budget) {
        caps.merge(purse, budget, Math::max);
        changed();
    }

    private long cap(String purse, long budgetOfRun) {
        return Math.max(budgetOfRun, caps.getOrDefault(purse, 0L));
    }

    /** Marks the ledger as ready: everything that the log held at the start has been applied. */
    public synchronized void markCaughtUp() {
        position.markCaughtUp();
        notifyAll();
    }

    /** Marks the ledger as unusable; callers get a {@link LedgerUnavailableException}. */
    public synchronized void fail(String reason) {
        position.fail(reason);
        own.failAll(new LedgerUnavailableException(reason));
        notifyAll();
    }

    /** Whether the ledger has caught up with the log and can be relied upon. */
    public synchronized boolean isReady() {
        return position.isReady();
    }

    /** @throws LedgerUnavailableException if the log could not be read any further */
    synchronized void requireIntact() {
        position.requireIntact();
    }

    /** The next step for a request, by the entries applied so far. */
    public synchronized Plan plan(BudgetRequest request, Instant now) {
        String purse = request.requester().purse();
        Account account = account(purse);
        Optional<TeacherCall> answered = account.answered(request.callId());
        if (answered.isPresent()) {
            return new Plan.Reuse(answered.get());
        }
        return planFromEarlierCalls(request, account, now)
                .orElseGet(() -> planFromBudget(request, account, cap(purse, request.cap()), now));
    }

    /** Empty where earlier calls for the same answer allow a further one. */
    private Optional<Plan> planFromEarlierCalls(BudgetRequest request, Account account, Instant now) {
        int requests = 0;
        String lastDetail = null;
        for (TeacherCall entry : account.entries(request.callId())) {
            if (isInFlightElsewhere(entry, now)) {
                return Optional.of(new Plan.Wait(entry.deadline()));
            }
            if (entry.state() != State.DECLINED && isFor(request.requester(), entry)) {
                requests++;
                lastDetail = entry.state() == State.FAILED ? entry.detail() : "its process died during the request";
            }
        }
        return requests >= mostRequests
                ? Optional.of(new Plan.GivenUp("after " + requests + " requests: " + lastDetail))
                : Optional.empty();
    }

    private Plan planFromBudget(BudgetRequest request, Account account, long cap, Instant now) {
        if (cap <= 0) {
            return new Plan.Unfunded("teacher.budgetUsd is 0", cap);
        }
        // Own reservations that are not read back yet will most likely be granted, so they count as if they had been.
        List<TeacherCall> pending = own.ofPurse(request.requester().purse());
        if (fits(request.greatestCost(), account.spent() + cost(pending), cap)) {
            return new Plan.Reserve(account.nextNumber(request.callId()));
        }
        List<TeacherCall> inFlight = account.inFlight(entry -> isAlive(entry, now));
        if (fits(request.greatestCost(), account.spent() - cost(inFlight), cap)) {
            List<TeacherCall> undecided = new ArrayList<>(inFlight);
            undecided.addAll(pending);
            return new Plan.Wait(Account.firstDeadline(undecided));
        }
        String detail = "%.6f of %.6f US dollars are spent, and the call may cost up to %.6f"
                .formatted(Money.usd(account.spent()), Money.usd(cap), Money.usd(request.greatestCost()));
        return new Plan.Unfunded(detail, cap);
    }

    /** Registers a reservation before it is appended; the result completes once it is read back. */
    public synchronized CompletableFuture<ReservationDecision> expect(TeacherCall reservation, long cap) {
        return own.add(reservation, cap, position.gaps());
    }

    /** Removes a registered reservation that nobody waits for any more. */
    public synchronized void forget(TeacherCall reservation) {
        own.remove(reservation.key());
    }

    /** Empty where the entry decides nothing about the pending reservation of its key. */
    private Optional<ReservationDecision> decide(
            TeacherCall entry, Instant turn, OwnReservations.Pending pending, Account account, Instant now) {
        TeacherCall before = account.entry(entry.callId(), entry.number());
        if (entry.state() == State.RESERVED && owner.wrote(entry.owner())) {
            return Optional.of(new ReservationDecision(decideOwn(entry, pending, before, account, now), before, turn));
        }
        // Another replica's entry under our key, after a gap: our entry may have been compacted away.
        return position.gaps() == pending.gapsBefore()
                ? Optional.empty()
                : Optional.of(new ReservationDecision(ReservationDecision.Kind.LOG_INCOMPLETE, before, null));
    }

    private ReservationDecision.Kind decideOwn(
            TeacherCall entry, OwnReservations.Pending pending, TeacherCall before, Account account, Instant now) {
        if (before != null && before.state() == State.RESERVED) {
            return ReservationDecision.Kind.KEY_TAKEN;
        }
        if (before != null && before.state() != State.DECLINED) {
            return ReservationDecision.Kind.OVERWROTE;
        }
        if (position.gaps() != pending.gapsBefore()) {
            return ReservationDecision.Kind.LOG_INCOMPLETE;
        }
        boolean duplicate = account.isAnswered(entry.callId())
                || account.entries(entry.callId()).stream().anyMatch(other -> isInFlightElsewhere(other, now));
        if (duplicate) {
            return ReservationDecision.Kind.DUPLICATE;
        }
        return fits(LedgerEntries.spent(entry), account.spent(), cap(entry.account(), pending.cap()))
                ? ReservationDecision.Kind.GRANTED
                : ReservationDecision.Kind.OVER_CAP;
    }

    private Account account(String purse) {
        return purses.getOrDefault(purse, new Account(answers));
    }

    /** Failed calls for other refinements do not count; entries of older versions name no refinement and count for all. */
    private static boolean isFor(Requester requester, TeacherCall entry) {
        return entry.refinementId() == null || entry.refinementId().equals(requester.refinementId());
    }

    private boolean isInFlightElsewhere(TeacherCall entry, Instant now) {
        return entry.state() == State.RESERVED && !owner.wrote(entry.owner()) && isAlive(entry, now);
    }

    private boolean isAlive(TeacherCall reserved, Instant now) {
        return reserved.deadline().isAfter(now) && !owner.isEarlierIncarnation(reserved.owner());
    }

    private static long cost(List<TeacherCall> calls) {
        return calls.stream().mapToLong(LedgerEntries::spent).sum();
    }

    private static boolean fits(long cost, long spent, long cap) {
        return cost <= cap - spent;
    }

    /** The endpoint's earliest free turn, after the own reservations that are not read back yet. */
    synchronized Instant nextTurn(String endpoint) {
        return rateLimiter.next(endpoint, own.atEndpoint(endpoint));
    }

    /** What the purse has spent, in nanodollars, by the package's second rule. */
    public synchronized long spent(String purse) {
        return account(purse).spent();
    }

    /** The part of {@link #spent} that is reserved and not settled. */
    public synchronized long reserved(String purse) {
        return account(purse).reserved();
    }

    /** The part of {@link #spent} that is unconfirmed: what is reserved, and what may have been billed without an answer. */
    public synchronized long unknown(String purse) {
        return account(purse).unknown();
    }

    /** A counter that rises with every change. */
    synchronized long changes() {
        return changes;
    }

    /** Completes once the entry at an offset is applied; fails once the log cannot be read any further. */
    synchronized CompletableFuture<Void> reached(long offset) {
        return position.reached(offset);
    }

    /** Returns once something has changed since the counter had this value, or after the time. */
    synchronized void awaitChange(long since, long millis) throws InterruptedException {
        if (changes == since && !position.hasFailed() && millis > 0) {
            wait(millis);
        }
    }
}

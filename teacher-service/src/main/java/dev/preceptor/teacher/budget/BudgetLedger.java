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
    private final Map<String, Long> rungCaps = new HashMap<>();
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

    /**
     * Raises the cap of a rung in a purse to a run's budget for it, in nanodollars; a smaller budget changes nothing.
     */
    public synchronized void raiseCap(String purse, RungBudget rung) {
        rungCaps.merge(keyOf(purse, rung.name()), rung.cap(), Math::max);
        changed();
    }

    /** The cap of a rung, which the runs of a purse share as they share that of the purse. */
    private long rungCap(String purse, String rung, long budgetOfRun) {
        return Math.max(budgetOfRun, rungCaps.getOrDefault(keyOf(purse, rung), 0L));
    }

    private static String keyOf(String purse, String rung) {
        return purse + "/" + rung;
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

    /** The id under which an answer is known: the exact one if the log has calls of it, else the shared one. */
    public synchronized String callId(String purse, CallIds ids) {
        return account(purse).entries(ids.exact()).isEmpty() ? ids.shared() : ids.exact();
    }

    /** The next step for a request, by the entries applied so far. */
    public synchronized Plan plan(BudgetRequest request, Instant now) {
        String purse = request.requester().purse();
        Account account = account(purse);
        Optional<TeacherCall> answered = account.answered(request.callId());
        if (answered.isPresent()) {
            return new Plan.Reuse(answered.get());
        }
        return planFromEarlierCalls(request, account, now).orElseGet(() -> planFromBudgets(request, account, now));
    }

    /** Empty where earlier calls for the same answer allow a further one. */
    private Optional<Plan> planFromEarlierCalls(BudgetRequest request, Account account, Instant now) {
        int requests = 0;
        String lastDetail = null;
        for (TeacherCall entry : account.entries(request.callId())) {
            if (isInFlightElsewhere(entry, now)) {
                return Optional.of(new Plan.Wait(waitUntil(entry.deadline(), now)));
            }
            if (entry.state() != State.DECLINED
                    && !LedgerEntries.isPostponed(entry)
                    && isFor(request.requester(), entry)) {
                requests++;
                lastDetail = entry.state() == State.FAILED ? entry.detail() : "its process died during the request";
            }
        }
        return requests >= mostRequests
                ? Optional.of(new Plan.GivenUp("after " + requests + " requests: " + lastDetail))
                : Optional.empty();
    }

    /** The call must fit under the cap of the purse and, on a ladder, under that of its rung. */
    private Plan planFromBudgets(BudgetRequest request, Account account, Instant now) {
        String purse = request.requester().purse();
        RungBudget rung = request.rung();
        String setting = rung == null ? "teacher.budgetUsd" : "budgetUsd";
        Limit whole = new Limit(null, cap(purse, request.cap()), setting);
        Plan ofPurse = planFromBudget(request, account, whole, now);
        if (rung == null || ofPurse instanceof Plan.Unfunded) {
            return ofPurse;
        }
        Limit part = new Limit(
                rung.name(), rungCap(purse, rung.name(), rung.cap()), "budgetUsd of the rung '" + rung.name() + "'");
        Plan ofRung = planFromBudget(request, account, part, now);
        return ofRung instanceof Plan.Reserve ? ofPurse : ofRung;
    }

    private Plan planFromBudget(BudgetRequest request, Account account, Limit limit, Instant now) {
        if (limit.cap() <= 0) {
            return new Plan.Unfunded(limit.setting() + " is 0", limit.cap());
        }
        // Own reservations that are not read back yet will most likely be granted, so they count as if they had been.
        List<TeacherCall> pending = limit.of(own.ofPurse(request.requester().purse()));
        long spent = limit.spent(account);
        if (fits(request.greatestCost(), spent + cost(pending), limit.cap())) {
            return new Plan.Reserve(account.nextNumber(request.callId()));
        }
        List<TeacherCall> inFlight = limit.of(account.inFlight(entry -> isAlive(entry, now)));
        if (fits(request.greatestCost(), spent - cost(inFlight), limit.cap())) {
            List<TeacherCall> undecided = new ArrayList<>(inFlight);
            undecided.addAll(pending);
            return new Plan.Wait(waitUntil(Account.firstDeadline(undecided), now));
        }
        String detail = "%.6f of %.6f US dollars are spent%s, and the call may cost up to %.6f"
                .formatted(Money.usd(spent), Money.usd(limit.cap()), limit.whose(), Money.usd(request.greatestCost()));
        return new Plan.Unfunded(detail, limit.cap());
    }

    /**
     * A cap, and the calls that count against it.
     *
     * @param rung the rung whose calls count; null: all calls of the purse
     * @param cap in nanodollars
     * @param setting the setting that names the cap
     */
    private record Limit(String rung, long cap, String setting) {

        List<TeacherCall> of(List<TeacherCall> calls) {
            return rung == null
                    ? calls
                    : calls.stream().filter(call -> rung.equals(call.rung())).toList();
        }

        long spent(Account account) {
            return rung == null ? account.spent() : account.spent(rung);
        }

        String whose() {
            return rung == null ? "" : " by the rung '" + rung + "'";
        }
    }

    /** Registers a reservation before it is appended; the result completes once it is read back. */
    public synchronized CompletableFuture<ReservationDecision> expect(
            TeacherCall reservation, long cap, RungBudget rung) {
        return own.add(reservation, cap, rung, position.gaps());
    }

    /** As {@link #expect}; empty where another thread waits for a reservation of the same key, which must be decided first. */
    synchronized Optional<CompletableFuture<ReservationDecision>> expectUnlessPending(
            TeacherCall reservation, long cap, RungBudget rung) {
        return own.get(reservation.key()) == null ? Optional.of(expect(reservation, cap, rung)) : Optional.empty();
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
                        && fitsRung(entry, pending.rung(), account)
                ? ReservationDecision.Kind.GRANTED
                : ReservationDecision.Kind.OVER_CAP;
    }

    /** @param rung null where there is one teacher */
    private boolean fitsRung(TeacherCall entry, RungBudget rung, Account account) {
        return rung == null
                || fits(
                        LedgerEntries.spent(entry),
                        account.spent(rung.name()),
                        rungCap(entry.account(), rung.name(), rung.cap()));
    }

    private Account account(String purse) {
        return purses.getOrDefault(purse, new Account(answers));
    }

    /** Failed calls for other refinements do not count; entries of older versions name no refinement and count for all. */
    private static boolean isFor(Requester requester, TeacherCall entry) {
        return entry.refinementId() == null || entry.refinementId().equals(requester.refinementId());
    }

    private boolean isInFlightElsewhere(TeacherCall entry, Instant now) {
        return LedgerEntries.isInBatch(entry)
                || entry.state() == State.RESERVED && !owner.wrote(entry.owner()) && isAlive(entry, now);
    }

    /** A batch outlives its owner: another replica finds it and reads its answers. */
    private boolean isAlive(TeacherCall reserved, Instant now) {
        return reserved.batch() != null
                || reserved.deadline().isAfter(now) && !owner.isEarlierIncarnation(reserved.owner());
    }

    /** The deadline of a call in a batch may have passed: then its batch may end at any time. */
    private static Instant waitUntil(Instant deadline, Instant now) {
        return deadline.isAfter(now) ? deadline : now.plusSeconds(1);
    }

    /** The state of a call, in respect of batches. */
    public synchronized BatchedCall batchedCall(String purse, String callId, String refinementId, Instant now) {
        Account account = account(purse);
        if (account.isAnswered(callId)) {
            return BatchedCall.ANSWERED;
        }
        BatchedCall state = BatchedCall.UNASKED;
        Instant postponedSince = null;
        for (TeacherCall entry : account.entries(callId)) {
            if (LedgerEntries.isInBatch(entry)) {
                return BatchedCall.inBatch(entry);
            }
            if (entry.state() == State.RESERVED && isAlive(entry, now)) {
                return BatchedCall.IN_FLIGHT;
            }
            if (entry.state() == State.FAILED && refinementId.equals(entry.refinementId())) {
                postponedSince =
                        !LedgerEntries.isPostponed(entry) ? null : postponedSince == null ? entry.at() : postponedSince;
                state = BatchedCall.failed(entry, postponedSince);
            }
        }
        return state;
    }

    /** The last entry of a batch; empty where the log has none. */
    public synchronized Optional<TeacherCall> batch(String purse, String batchKey) {
        return Optional.ofNullable(account(purse).batch(batchKey));
    }

    /** The calls of a batch that have no outcome. */
    public synchronized List<TeacherCall> reservedIn(String purse, String batchKey) {
        return account(purse).reservedIn(batchKey);
    }

    /** Whether the provider's name of a batch is known. */
    public synchronized boolean knowsBatch(String providersId) {
        return purses.values().stream().anyMatch(account -> account.knowsBatch(providersId));
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
    public synchronized long changes() {
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

package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Reserves money in the log before an HTTP request, and records its outcome afterwards.
 *
 * <p>For one request: {@link #plan}; if it says so, {@link #reserve}, {@link #awaitDecision}, {@link #awaitTurn}, send, and one of the
 * {@code record} methods; then {@link #plan} again. Callers must not do this for the same callId in two threads of one process.
 */
public final class Budget {

    private static final Logger LOG = Logger.getLogger(Budget.class);
    private static final long POLL_MILLIS = 200;
    // Replicas that reserve at the same moment get consecutive turns; the reservation must outlive that many.
    private static final int EXPECTED_QUEUE_LENGTH = 8;

    private final BudgetLedger ledger;
    private final LedgerWriter writer;
    private final ShutdownSignal shutdown;
    private final InstantSource clock;
    private final Timeouts timeouts;
    private final LatestBudgets latestBudgets;

    /**
     * Time limits.
     *
     * @param reservationMargin maximum time between a reservation and its request; after it the reservation is given back
     * @param log maximum time until the log is read or written
     */
    public record Timeouts(Duration reservationMargin, Duration log) {}

    public Budget(
            BudgetLedger ledger,
            CallLog log,
            ShutdownSignal shutdown,
            InstantSource clock,
            Timeouts timeouts,
            LatestBudgets latestBudgets) {
        this.ledger = ledger;
        this.writer = new LedgerWriter(ledger, log, timeouts.log());
        this.shutdown = shutdown;
        this.clock = clock;
        this.timeouts = timeouts;
        this.latestBudgets = latestBudgets;
    }

    /**
     * The next step for a request. Blocks while that depends on calls in flight, so the result is never {@link Plan.Wait}.
     *
     * @throws LedgerUnavailableException if the log cannot be read
     * @throws ShuttingDownException if the service shuts down meanwhile
     */
    public Plan plan(BudgetRequest request) {
        awaitReady();
        boolean hasLatestBudgets = false;
        while (true) {
            shutdown.check();
            long changes = ledger.changes();
            ledger.requireIntact();
            Instant now = clock.instant();
            Plan plan = ledger.plan(request, now);
            if (plan instanceof Plan.Unfunded && !hasLatestBudgets) {
                latestBudgets.await(timeouts.log());
                hasLatestBudgets = true;
                continue;
            }
            if (!(plan instanceof Plan.Wait wait)) {
                return plan;
            }
            // A deadline has passed only after its instant, hence the extra millisecond.
            awaitChange(
                    changes,
                    Math.min(POLL_MILLIS, Duration.between(now, wait.until()).toMillis() + 1));
        }
    }

    /**
     * The id under which an answer is in the log or will be. Blocks until the log is read.
     *
     * @throws LedgerUnavailableException if the log cannot be read
     */
    public String callId(String purse, CallIds ids) {
        awaitReady();
        return ledger.callId(purse, ids);
    }

    private void awaitReady() {
        Instant giveUp = clock.instant().plus(timeouts.log());
        while (true) {
            shutdown.check();
            long changes = ledger.changes();
            ledger.requireIntact();
            if (ledger.isReady()) {
                return;
            }
            if (clock.instant().isAfter(giveUp)) {
                throw new LedgerUnavailableException("the topic teacher-calls was not read to its end within "
                        + timeouts.log().toSeconds() + " s");
            }
            awaitChange(changes, POLL_MILLIS);
        }
    }

    /** Waits until the endpoint's next turn, by the log as read so far, and at least until the given moment. */
    public void awaitNextTurn(RateLimit limit, Instant notBefore) {
        Instant next = ledger.nextTurn(limit.endpoint());
        sleepUntil(next.isAfter(notBefore) ? next : notBefore);
    }

    /**
     * Writes a reservation. Returns as soon as its place in the log is fixed, which is before it is durable; the caller must
     * then call {@link #awaitDecision}.
     *
     * @return empty where the request cannot be reserved now; {@link #plan} then says what to do
     * @throws LedgerUnavailableException if the log cannot be read or written
     */
    public Optional<PendingReservation> reserve(BudgetRequest request) {
        Instant now = clock.instant();
        if (!(ledger.plan(request, now) instanceof Plan.Reserve plan)) {
            return Optional.empty();
        }
        Duration queue = request.rateLimit().interval().multipliedBy(EXPECTED_QUEUE_LENGTH);
        Instant latestStart = now.plus(timeouts.reservationMargin()).plus(queue);
        Instant deadline = latestStart.plus(request.timeout());
        TeacherCall entry = LedgerEntries.reserved(request, plan.number(), ledger.owner(), now, deadline);
        return send(entry, request, latestStart);
    }

    /** Empty where another thread reserves the same call. */
    private Optional<PendingReservation> send(TeacherCall entry, BudgetRequest request, Instant latestStart) {
        Optional<CompletableFuture<ReservationDecision>> decision =
                ledger.expectUnlessPending(entry, request.cap(), request.rung());
        if (decision.isEmpty()) {
            return Optional.empty();
        }
        boolean sent = false;
        try {
            PendingReservation pending = new PendingReservation(entry, writer.send(entry), decision.get(), latestStart);
            sent = true;
            return Optional.of(pending);
        } finally {
            if (!sent) {
                ledger.forget(entry);
            }
        }
    }

    /**
     * The next step for a request that need not be decided now. Never blocks for calls in flight.
     *
     * @throws LedgerUnavailableException if the log cannot be read
     */
    public Plan planNow(BudgetRequest request) {
        ledger.requireIntact();
        Plan plan = ledger.plan(request, clock.instant());
        if (plan instanceof Plan.Unfunded) {
            latestBudgets.await(timeouts.log());
            plan = ledger.plan(request, clock.instant());
        }
        return plan;
    }

    /**
     * Writes the reservation of a call in a batch; otherwise as {@link #reserve}.
     *
     * @param deadline until when the batch must be in the log
     */
    public Optional<PendingReservation> reserveInBatch(BudgetRequest request, String batchKey, Instant deadline) {
        Instant now = clock.instant();
        if (!(ledger.plan(request, now) instanceof Plan.Reserve plan)) {
            return Optional.empty();
        }
        return send(
                LedgerEntries.reservedInBatch(request, plan.number(), ledger.owner(), now, deadline, batchKey),
                request,
                deadline);
    }

    /** The provider's name of the batch that holds a call, or ours where the log has none; null where the call is in no batch. */
    public String nameOfBatch(TeacherCall call) {
        if (call.batch() == null) {
            return null;
        }
        String key = call.batch().key();
        return ledger.batch(call.account(), key)
                .map(entry -> entry.batch().id())
                .orElse(key);
    }

    /** Appends an entry about a batch. It is durable, and the ledger has it, on return. */
    public void recordBatch(TeacherCall entry) {
        writer.append(entry);
    }

    /** Records the outcomes of many calls. They are durable, and the ledger has them, on return. */
    public void recordAll(List<TeacherCall> outcomes) {
        writer.appendAll(outcomes);
    }

    /**
     * Waits until a reservation is read back and decided. A granted one must be passed to {@link #awaitTurn}.
     *
     * @return empty where the reservation is not granted
     * @throws LedgerUnavailableException if the log cannot be read or written
     */
    public Optional<Reservation> awaitDecision(PendingReservation pending) {
        ReservationDecision decision;
        try {
            decision = writer.awaitDecision(pending);
        } finally {
            ledger.forget(pending.entry());
        }
        decision.followUp(pending.entry(), clock.instant()).ifPresent(writer::append);
        return decision.kind() == ReservationDecision.Kind.GRANTED
                ? Optional.of(new Reservation(pending.entry(), decision.turn(), pending.latestStart()))
                : Optional.empty();
    }

    /**
     * Waits for the turn of a reservation. The caller must then send the request and record its outcome.
     *
     * @return the reservation's entry; empty where its turn would come too late, in which case the money is given back
     */
    public Optional<TeacherCall> awaitTurn(Reservation reservation) {
        if (!reservation.turn().isAfter(reservation.latestStart())) {
            sleepUntilOrShutdown(reservation.turn());
        }
        if (shutdown.isSignalled()
                || clock.instant().isAfter(reservation.latestStart())
                || reservation.turn().isAfter(reservation.latestStart())) {
            writer.append(LedgerEntries.declined(reservation.entry(), clock.instant(), "not asked in time"));
            shutdown.check();
            return Optional.empty();
        }
        return Optional.of(reservation.entry());
    }

    private void sleepUntil(Instant moment) {
        Instant now = clock.instant();
        if (moment.isAfter(now)) {
            shutdown.sleep(Duration.between(now, moment));
        }
    }

    private void sleepUntilOrShutdown(Instant moment) {
        try {
            sleepUntil(moment);
        } catch (ShuttingDownException e) {
            LOG.debug("shutting down before the reservation's turn");
        }
    }

    /**
     * Keeps a reservation alive whose request was answered, if the answer cannot be recorded yet: no other replica makes the request
     * again before its new deadline, which is {@code reservationMargin} after the given time has passed.
     */
    public void extend(TeacherCall reserved, Duration time) {
        Instant now = clock.instant();
        writer.append(LedgerEntries.extended(reserved, now, now.plus(time).plus(timeouts.reservationMargin())));
    }

    /** Records that the request was answered. The answer is durable on return. */
    public void recordAnswered(TeacherCall reserved, long cost, Answer answer) {
        writer.append(LedgerEntries.answered(reserved, cost, clock.instant(), answer));
    }

    /** Records that an answer which was bought for another refinement is reused. */
    public void recordCached(BudgetRequest request, TeacherCall answered) {
        writer.append(LedgerEntries.cached(request, answered, ledger.owner(), clock.instant()));
    }

    /**
     * Records that the request has no usable answer.
     *
     * @param cost what it may have cost, in nanodollars
     */
    public void recordFailed(TeacherCall reserved, long cost, String detail) {
        writer.append(LedgerEntries.failed(reserved, cost, clock.instant(), detail));
    }

    private void awaitChange(long since, long millis) {
        try {
            ledger.awaitChange(since, millis);
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        }
    }
}

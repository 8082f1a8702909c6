package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import dev.preceptor.teacher.waiting.StoppedException;
import dev.preceptor.teacher.waiting.Waits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Buys: reserves money in the log before a request and settles it after. Callers see to it that within one process nobody
 * buys the same callId twice at a time.
 */
public final class Budget {

    private static final Logger LOG = Logger.getLogger(Budget.class);
    private static final long SLICE_MILLIS = 200;
    // Replicas that take a turn at the same moment queue up, which the reservation must outlive.
    private static final int PLACES_IN_THE_QUEUE = 8;

    private final BudgetLedger ledger;
    private final CallLog log;
    private final Waits waits;
    private final InstantSource clock;
    private final Patience patience;
    private final LatestBudgets latest;

    /**
     * How long things may take.
     *
     * @param margin between reserving and asking; after it the reservation is given back rather than used
     * @param log how long to wait for the log to be read or written
     */
    public record Patience(Duration margin, Duration log) {}

    public Budget(
            BudgetLedger ledger,
            CallLog log,
            Waits waits,
            InstantSource clock,
            Patience patience,
            LatestBudgets latest) {
        this.ledger = ledger;
        this.log = log;
        this.waits = waits;
        this.clock = clock;
        this.patience = patience;
        this.latest = latest;
    }

    /**
     * What to do about a purchase; waits while that depends on calls in flight, so it is never {@link Plan.Wait}.
     *
     * @throws LedgerUnavailableException if the log cannot be followed
     */
    public Plan plan(Purchase purchase) {
        Instant giveUp = clock.instant().plus(patience.log);
        boolean askedForMore = false;
        while (true) {
            waits.check();
            long changes = ledger.changes();
            ledger.requireIntact();
            if (!ledger.ready()) {
                if (clock.instant().isAfter(giveUp)) {
                    throw new LedgerUnavailableException("the topic teacher-calls was not read to its end within "
                            + patience.log.toSeconds() + " s");
                }
                awaitChange(changes, SLICE_MILLIS);
                continue;
            }
            Instant now = clock.instant();
            Plan plan = ledger.plan(purchase, now);
            if (plan instanceof Plan.Unfunded && !askedForMore) {
                latest.await(patience.log);
                askedForMore = true;
                continue;
            }
            if (!(plan instanceof Plan.Wait wait)) {
                return plan;
            }
            // A deadline is over only after its instant, hence the extra millisecond.
            awaitChange(
                    changes,
                    Math.min(SLICE_MILLIS, Duration.between(now, wait.until()).toMillis() + 1));
        }
    }

    /** Waits for an endpoint's next turn, as far as the log tells, and at least until the given moment. */
    public void awaitTurn(Pace pace, Instant notBefore) {
        Instant next = ledger.nextTurn(pace.endpoint());
        pauseUntil(next.isAfter(notBefore) ? next : notBefore);
    }

    /**
     * Tries once to reserve the money for a request; empty where that is not to be done now, and {@link #plan} says what next.
     * Returns when the reservation's place in the log is settled, which is before it is there: whoever gets one must have it
     * {@link #judged}.
     *
     * @throws LedgerUnavailableException if the log cannot be read or written
     */
    public Optional<Placed> place(Purchase purchase) {
        Instant now = clock.instant();
        if (!(ledger.plan(purchase, now) instanceof Plan.Reserve plan)) {
            return Optional.empty();
        }
        Duration queue = purchase.pace().interval().multipliedBy(PLACES_IN_THE_QUEUE);
        Instant latestStart = now.plus(patience.margin).plus(queue);
        TeacherCall reserved =
                Entries.reserved(purchase, plan.number(), ledger.owner(), now, latestStart.plus(purchase.timeout()));
        CompletableFuture<Judgement> judgement = ledger.expect(reserved, purchase.cap());
        boolean sent = false;
        try {
            Placed placed = new Placed(reserved, log.send(reserved), judgement, latestStart);
            sent = true;
            return Optional.of(placed);
        } finally {
            if (!sent) {
                ledger.forget(reserved);
            }
        }
    }

    /**
     * Waits until the reservation is read back; empty where it was not granted. Whoever gets a reservation must wait for its turn
     * and settle it.
     *
     * @throws LedgerUnavailableException if the log cannot be read or written
     */
    public Optional<Reservation> judged(Placed placed) {
        Judgement judgement;
        try {
            written(placed.sent());
            judgement = known(placed.judgement(), "an entry in the topic teacher-calls was not read back");
        } finally {
            ledger.forget(placed.entry());
        }
        judgement.answer(placed.entry(), clock.instant()).ifPresent(this::append);
        return judgement.kind() == Judgement.Kind.GRANTED
                ? Optional.of(new Reservation(placed.entry(), judgement.turn(), placed.latestStart()))
                : Optional.empty();
    }

    /** Waits for the turn of a reservation; empty, and the reservation given back, where that would come too late. */
    public Optional<TeacherCall> awaitTurn(Reservation reservation) {
        if (!reservation.turn().isAfter(reservation.latestStart())) {
            pauseUntilStopped(reservation.turn());
        }
        if (waits.stopped()
                || clock.instant().isAfter(reservation.latestStart())
                || reservation.turn().isAfter(reservation.latestStart())) {
            append(Entries.declined(reservation.entry(), clock.instant(), "not asked in time"));
            waits.check();
            return Optional.empty();
        }
        return Optional.of(reservation.entry());
    }

    private void pauseUntil(Instant moment) {
        Instant now = clock.instant();
        if (moment.isAfter(now)) {
            waits.pause(Duration.between(now, moment));
        }
    }

    private void pauseUntilStopped(Instant moment) {
        try {
            pauseUntil(moment);
        } catch (StoppedException e) {
            LOG.debug("stopped before its turn");
        }
    }

    /** The request was answered; afterwards the answer can no longer be lost. */
    public TeacherCall answered(TeacherCall reserved, long cost, Answer answer) {
        TeacherCall entry = Entries.answered(reserved, cost, clock.instant(), answer);
        append(entry);
        return entry;
    }

    /** An answer that somebody else paid for is served. */
    public void cached(Purchase purchase, TeacherCall answered) {
        append(Entries.cached(purchase, answered, ledger.owner(), clock.instant()));
    }

    /** The request came to nothing, and may have cost so much. */
    public void failed(TeacherCall reserved, long cost, String detail) {
        append(Entries.failed(reserved, cost, clock.instant(), detail));
    }

    /** Appends, and waits until the own view has it. */
    private void append(TeacherCall entry) {
        long position = written(log.send(entry));
        known(ledger.reached(position), "the topic teacher-calls was not read up to offset " + position);
    }

    private static long written(CompletableFuture<Long> sent) {
        try {
            return sent.get();
        } catch (InterruptedException e) {
            throw Waits.interrupted();
        } catch (ExecutionException e) {
            throw unavailable(e);
        }
    }

    private <T> T known(CompletableFuture<T> view, String otherwise) {
        try {
            return view.get(patience.log.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw Waits.interrupted();
        } catch (ExecutionException e) {
            throw unavailable(e);
        } catch (TimeoutException e) {
            throw new LedgerUnavailableException(otherwise + " within " + patience.log.toSeconds() + " s");
        }
    }

    private static LedgerUnavailableException unavailable(ExecutionException e) {
        return new LedgerUnavailableException(e.getCause().getMessage(), e.getCause());
    }

    private void awaitChange(long since, long millis) {
        try {
            ledger.awaitChange(since, millis);
        } catch (InterruptedException e) {
            throw Waits.interrupted();
        }
    }
}

package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Appends entries to the log and waits until this replica's ledger has them. */
final class LedgerWriter {

    private final BudgetLedger ledger;
    private final CallLog log;
    private final Duration timeout;

    /** @param timeout maximum time until an entry is read back */
    LedgerWriter(BudgetLedger ledger, CallLog log, Duration timeout) {
        this.ledger = ledger;
        this.log = log;
        this.timeout = timeout;
    }

    /** Appends a reservation without waiting; its position relative to this replica's other entries is fixed on return. */
    CompletableFuture<Long> send(TeacherCall reservation) {
        return log.append(reservation);
    }

    /** Waits until a reservation that was sent is durable and read back. */
    ReservationDecision awaitDecision(PendingReservation pending) {
        awaitWritten(pending.written());
        return await(pending.decision(), "an entry in the topic teacher-calls was not read back");
    }

    /** Appends an entry, and waits until it is durable and the ledger has applied it. */
    void append(TeacherCall entry) {
        long offset = awaitWritten(log.append(entry));
        await(ledger.reached(offset), "the topic teacher-calls was not read up to offset " + offset);
    }

    /** As {@link #append}, for many entries at once. */
    void appendAll(List<TeacherCall> entries) {
        List<CompletableFuture<Long>> written =
                entries.stream().map(log::append).toList();
        for (CompletableFuture<Long> each : written) {
            long offset = awaitWritten(each);
            await(ledger.reached(offset), "the topic teacher-calls was not read up to offset " + offset);
        }
    }

    private static long awaitWritten(CompletableFuture<Long> written) {
        try {
            return written.get();
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        } catch (ExecutionException e) {
            throw unavailable(e);
        }
    }

    private <T> T await(CompletableFuture<T> view, String problem) {
        try {
            return view.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        } catch (ExecutionException e) {
            throw unavailable(e);
        } catch (TimeoutException e) {
            throw new LedgerUnavailableException(problem + " within " + timeout.toSeconds() + " s");
        }
    }

    private static LedgerUnavailableException unavailable(ExecutionException e) {
        return new LedgerUnavailableException(e.getCause().getMessage(), e.getCause());
    }
}

package dev.preceptor.student.rollout;

import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The turns of checkpoints on a server that holds one set of weights at a time. Requests for the checkpoint that the server holds run
 * concurrently. Those for another one wait until the turn is over and no answer is in flight; then the weights change, and the turn of
 * the checkpoint that has waited longest begins. Safe for use by many threads.
 */
final class WeightsTurns {

    private static final long POLL_MILLIS = 200;

    private final Duration turn;
    private final ShutdownSignal shutdown;
    /** In the order of their arrival. */
    private final List<Ticket> waiting = new ArrayList<>();

    private Arrival held;
    private long turnStarted;
    private int inFlight;
    private boolean changing;

    /** A request that waits. */
    private record Ticket(Arrival of, Object identity) {}

    /** @param turn how long a checkpoint keeps the server while others wait */
    WeightsTurns(Duration turn, ShutdownSignal shutdown) {
        this.turn = turn;
        this.shutdown = shutdown;
    }

    /**
     * Blocks until the server holds the checkpoint, and keeps the weights until {@link #leave}.
     *
     * @throws RolloutException if the checkpoint cannot be brought to the server
     * @throws ShuttingDownException if the service shuts down meanwhile
     */
    void enter(Arrival checkpoint) {
        if (enterOrChange(checkpoint)) {
            change(checkpoint);
        } else {
            confirm(checkpoint);
        }
    }

    /** Whether the caller has to change the weights. Otherwise the server holds the checkpoint, and the caller has entered. */
    private synchronized boolean enterOrChange(Arrival checkpoint) {
        Ticket ticket = new Ticket(checkpoint, new Object());
        waiting.add(ticket);
        try {
            while (true) {
                shutdown.check();
                if (!changing && held == checkpoint && (!isTurnOver() || !isWaitedForOther(checkpoint))) {
                    inFlight++;
                    return false;
                }
                if (!changing && held != checkpoint && inFlight == 0 && isNext(ticket)) {
                    changing = true;
                    return true;
                }
                wait(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        } finally {
            waiting.remove(ticket);
        }
    }

    private boolean isTurnOver() {
        return System.nanoTime() - turnStarted >= turn.toNanos();
    }

    private boolean isWaitedForOther(Arrival checkpoint) {
        return waiting.stream().anyMatch(ticket -> ticket.of() != checkpoint);
    }

    /** Whether the turn of this ticket's checkpoint is next: the first that waits for other weights than the server's. */
    private boolean isNext(Ticket ticket) {
        boolean heldIsWaitedFor = waiting.stream().anyMatch(other -> other.of() == held);
        if (heldIsWaitedFor && !isTurnOver()) {
            return false;
        }
        return waiting.stream()
                .filter(other -> other.of() != held)
                .findFirst()
                .filter(first -> first == ticket)
                .isPresent();
    }

    private void change(Arrival checkpoint) {
        boolean changed = false;
        try {
            // Other weights were there since, or this process does not know which ones.
            checkpoint.lost();
            checkpoint.await();
            changed = true;
        } finally {
            synchronized (this) {
                changing = false;
                held = changed ? checkpoint : null;
                inFlight = changed ? 1 : 0;
                turnStarted = System.nanoTime();
                notifyAll();
            }
        }
    }

    /** A replica that was restarted may lack the weights. */
    private void confirm(Arrival checkpoint) {
        boolean confirmed = false;
        try {
            checkpoint.await();
            confirmed = true;
        } finally {
            if (!confirmed) {
                leave();
            }
        }
    }

    /** The number of requests that wait. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** The answer of a request that has {@link #enter entered} has arrived, or failed. */
    synchronized void leave() {
        inFlight--;
        notifyAll();
    }
}

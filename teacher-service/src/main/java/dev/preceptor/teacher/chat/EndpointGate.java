package dev.preceptor.teacher.chat;

import dev.preceptor.teacher.waiting.Waits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/** Lets through as many requests at once as one endpoint allows this replica, and queues them for their turns. */
final class EndpointGate {

    private final Semaphore free;
    private final Semaphore turn = new Semaphore(1, true);
    private final Waits waits;
    private final InstantSource clock;
    private volatile Instant heldUntil = Instant.MIN;

    EndpointGate(int concurrency, Waits waits, InstantSource clock) {
        this.free = new Semaphore(concurrency, true);
        this.waits = waits;
        this.clock = clock;
    }

    /** Waits for a place among the requests at once. Whoever has entered must {@link #leave}. */
    void enter() {
        waits.acquire(free);
    }

    void leave() {
        free.release();
    }

    /** Waits until nobody else of this replica is taking a turn. Whoever takes one must say when it is {@link #taken}. */
    void takeTurn() {
        waits.acquire(turn);
    }

    void taken() {
        turn.release();
    }

    /** The endpoint wants a rest: no turn of this replica comes for so long. */
    void hold(Duration time) {
        Instant until = clock.instant().plus(time);
        heldUntil = until.isAfter(heldUntil) ? until : heldUntil;
    }

    /** When the rest that the endpoint asked for is over. */
    Instant heldUntil() {
        return heldUntil;
    }
}

package dev.preceptor.teacher.chat;

import dev.preceptor.stage.shutdown.ShutdownSignal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/** Limits this replica's concurrent requests to one endpoint, and lets one thread at a time take the endpoint's next turn. */
final class EndpointLimiter {

    private final Semaphore permits;
    private final Semaphore turnLock = new Semaphore(1, true);
    private final ShutdownSignal shutdown;
    private final InstantSource clock;
    private volatile Instant pausedUntil = Instant.MIN;

    EndpointLimiter(int concurrency, ShutdownSignal shutdown, InstantSource clock) {
        this.permits = new Semaphore(concurrency, true);
        this.shutdown = shutdown;
        this.clock = clock;
    }

    /** Acquires one of the concurrent requests, to be given back by {@link #release}. */
    void acquire() {
        shutdown.acquire(permits);
    }

    void release() {
        permits.release();
    }

    /** Waits until no other thread of this replica takes a turn; ends with {@link #unlockTurn}. */
    void lockTurn() {
        shutdown.acquire(turnLock);
    }

    void unlockTurn() {
        turnLock.release();
    }

    /** Takes no turn for a time, as the endpoint asks for it (Retry-After). */
    void pauseFor(Duration time) {
        Instant until = clock.instant().plus(time);
        pausedUntil = until.isAfter(pausedUntil) ? until : pausedUntil;
    }

    /** The end of the latest pause that the endpoint asked for. */
    Instant pausedUntil() {
        return pausedUntil;
    }
}

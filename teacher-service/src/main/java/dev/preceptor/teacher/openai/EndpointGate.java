package dev.preceptor.teacher.openai;

import dev.preceptor.teacher.waiting.Waits;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Lets through as many requests at once, and a minute, as one endpoint allows this replica. */
final class EndpointGate {

    private final long start = System.nanoTime();
    private final Semaphore free;
    private final RequestRate rate;
    private final Waits waits;

    EndpointGate(int requestsPerMinute, int concurrency, Waits waits) {
        this.free = new Semaphore(concurrency, true);
        this.rate = new RequestRate(requestsPerMinute);
        this.waits = waits;
    }

    /** Waits for a place among the requests at once, and for a turn. Whoever has entered must {@link #leave}. */
    void enter() {
        waits.acquire(free);
        try {
            Duration untilTurn = rate.take(now());
            if (!untilTurn.isZero()) {
                waits.pause(untilTurn);
            }
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
    }

    void leave() {
        free.release();
    }

    /** The endpoint wants a rest: nobody enters for so long. */
    void hold(Duration time) {
        rate.hold(now() + time.toNanos());
    }

    private long now() {
        return System.nanoTime() - start;
    }
}

package dev.preceptor.cli.up;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When a process that died is started again: soon where it had served, later and later where it had not. What never served at
 * all is given up, as its settings are wrong; what once did, and waits for room on a disk, is not.
 */
final class Restarts {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST = 5;
    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final LongSupplier nanoClock;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private boolean everServed;

    Restarts(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** It is ready to serve: its earlier deaths do not count any more. */
    void served() {
        everServed = true;
        deaths.clear();
    }

    /**
     * After another death: the pause until the next start; empty after more than five deaths within ten minutes of what has
     * never served.
     */
    Optional<Duration> next() {
        long now = nanoClock.getAsLong();
        while (!deaths.isEmpty() && now - deaths.peekFirst() > WITHIN.toNanos()) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        return deaths.size() > MOST && !everServed
                ? Optional.empty()
                : Optional.of(FIRST_PAUSE.multipliedBy(1L << (Math.min(deaths.size(), MOST) - 1)));
    }
}

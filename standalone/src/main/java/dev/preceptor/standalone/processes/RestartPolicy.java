package dev.preceptor.standalone.processes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Exponential backoff for one process that dies: 1, 2, 4, 8, then 16 seconds. The backoff starts again when the process was
 * ready in between. A process that was never ready is given up after five deaths within ten minutes, because its settings are
 * wrong; a process that was ready once is restarted for ever, because its problem may pass (a full disk, for example).
 */
final class RestartPolicy {

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final int MAX_DEATHS = 5;
    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final LongSupplier nanoClock;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private boolean everReady;

    RestartPolicy(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** The process is ready: its earlier deaths no longer count. */
    void ready() {
        everReady = true;
        deaths.clear();
    }

    /** Counts a death. Returns the delay until the next start, or empty if the process is given up. */
    Optional<Duration> delayAfterDeath() {
        long now = nanoClock.getAsLong();
        while (!deaths.isEmpty() && now - deaths.peekFirst() > WITHIN.toNanos()) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        return deaths.size() > MAX_DEATHS && !everReady
                ? Optional.empty()
                : Optional.of(FIRST_DELAY.multipliedBy(1L << (Math.min(deaths.size(), MAX_DEATHS) - 1)));
    }
}

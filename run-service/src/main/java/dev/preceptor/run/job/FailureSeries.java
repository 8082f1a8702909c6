package dev.preceptor.run.job;

import java.time.Duration;
import java.util.Optional;

/** Exponential backoff between the tries of one thread, and the first line of each series of failures for the log. */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Duration next = FIRST;
    private boolean failing;

    /** Counts a failure. Returns its message if it is the first since the last success, else empty: an outage is logged once. */
    Optional<String> failed(String message) {
        boolean first = !failing;
        failing = true;
        return first ? Optional.of(message) : Optional.empty();
    }

    /** How long to wait before the next try: twice as long each time, up to a minute. */
    Duration pause() {
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }

    /** After a success. */
    void reset() {
        next = FIRST;
        failing = false;
    }
}

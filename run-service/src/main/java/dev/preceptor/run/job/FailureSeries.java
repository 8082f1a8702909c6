package dev.preceptor.run.job;

import dev.preceptor.stage.retry.Backoff;
import java.time.Duration;
import java.util.Optional;

/** The failures of one thread since its last success: the delay before the next try, and one log line for each series. */
final class FailureSeries {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private int delays;
    private boolean failing;

    /** Counts a failure. Returns its message if it is the first since the last success, else empty: an outage is logged once. */
    Optional<String> failed(String message) {
        boolean first = !failing;
        failing = true;
        return first ? Optional.of(message) : Optional.empty();
    }

    /** Returns the delay before the next try. Each call since the last success doubles it, up to a minute. */
    Duration nextDelay() {
        delays++;
        return BACKOFF.after(delays);
    }

    /** After a success. */
    void reset() {
        delays = 0;
        failing = false;
    }
}

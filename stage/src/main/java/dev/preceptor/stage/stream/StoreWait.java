package dev.preceptor.stage.stream;

import java.time.Duration;

/**
 * A wait for the artifact store, stored with the state of what waits: retries with exponential backoff from one second up to
 * {@link #LONGEST_PAUSE}. Times are milliseconds since the epoch.
 *
 * @param since when the first try failed
 * @param nextTry when the next one is due
 * @param tries that failed
 * @param reason why the last one did
 */
public record StoreWait(long since, long nextTry, int tries, String reason) {

    /** How often it is checked whether a retry is due. */
    public static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final long FIRST_PAUSE_MS = 1_000;
    /** Enough to reach the longest pause. */
    private static final int MOST_DOUBLINGS = 10;

    /** @param before the wait so far; null where this is the first try that failed */
    public static StoreWait after(StoreWait before, String reason, long now) {
        if (before == null) {
            return new StoreWait(now, now + FIRST_PAUSE_MS, 1, reason);
        }
        long pause = Math.min(FIRST_PAUSE_MS << Math.min(before.tries, MOST_DOUBLINGS), LONGEST_PAUSE.toMillis());
        return new StoreWait(before.since, now + pause, before.tries + 1, reason);
    }

    /** Whether it is time to try again. */
    public boolean isDue(long now) {
        return now >= nextTry;
    }

    /** Whether it has lasted as long as the patience allows. */
    public boolean isOver(Duration patience, long now) {
        return now - since >= patience.toMillis();
    }
}

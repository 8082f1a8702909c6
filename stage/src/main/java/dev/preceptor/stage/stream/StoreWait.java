package dev.preceptor.stage.stream;

import dev.preceptor.stage.retry.Backoff;
import java.time.Duration;

/**
 * A wait for the artifact store, stored with the state of what waits: retries with {@link Backoff#OF_STORE}. Times are milliseconds
 * since the epoch.
 *
 * @param since when the first try failed
 * @param nextTry when the next one is due
 * @param tries that failed
 * @param reason why the last one did
 */
public record StoreWait(long since, long nextTry, int tries, String reason) {

    /** How often it is checked whether a retry is due. */
    public static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** @param before the wait so far; null where this is the first try that failed */
    public static StoreWait after(StoreWait before, String reason, long now) {
        int tries = before == null ? 1 : before.tries + 1;
        long since = before == null ? now : before.since;
        return new StoreWait(since, now + Backoff.OF_STORE.after(tries).toMillis(), tries, reason);
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

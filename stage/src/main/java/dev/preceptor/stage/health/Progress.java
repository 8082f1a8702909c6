package dev.preceptor.stage.health;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What a stage has in hand, and when some of it last moved on: however long it is busy, it moves on all the time unless it
 * hangs. Safe for many threads.
 */
public final class Progress {

    private final long longestNanos;
    private final LongSupplier nanoClock;
    private int inHand;
    private long lastMove;

    /** @param longest between two moves of a stage that does not hang */
    public Progress(Duration longest) {
        this(longest, System::nanoTime);
    }

    Progress(Duration longest, LongSupplier nanoClock) {
        this.longestNanos = longest.toNanos();
        this.nanoClock = nanoClock;
    }

    /** Something is taken in hand, until {@link #ended}. */
    public synchronized void begun() {
        inHand++;
        lastMove = nanoClock.getAsLong();
    }

    /** A step of something in hand is done. */
    public synchronized void moved() {
        lastMove = nanoClock.getAsLong();
    }

    /** Something is no longer in hand, however that went. */
    public synchronized void ended() {
        inHand--;
        lastMove = nanoClock.getAsLong();
    }

    /** Whether there is something in hand and nothing of it has moved on for longer than it may. */
    public synchronized boolean hangs() {
        return inHand > 0 && nanoClock.getAsLong() - lastMove > longestNanos;
    }
}

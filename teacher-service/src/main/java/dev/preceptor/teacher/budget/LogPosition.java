package dev.preceptor.teacher.budget;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * How far the log has been read: the last offset, the gaps that compaction left, and who waits for an offset. Not thread-safe;
 * {@link BudgetLedger} guards it.
 */
final class LogPosition {

    private final NavigableMap<Long, CompletableFuture<Void>> awaited = new TreeMap<>();
    private long lastOffset = -1;
    private long gaps;
    private boolean caughtUp;
    private String failure;

    /** Moves on to an offset; completes whoever waits for it or an earlier one. */
    void advance(long offset) {
        if (offset != lastOffset + 1) {
            gaps++;
        }
        lastOffset = offset;
        var reached = awaited.headMap(offset, true);
        reached.values().forEach(waiting -> waiting.complete(null));
        reached.clear();
    }

    /** Number of gaps in the offsets read so far. */
    long gaps() {
        return gaps;
    }

    void markCaughtUp() {
        caughtUp = true;
    }

    /** Records that the log cannot be read any further; fails whoever waits. */
    void fail(String reason) {
        failure = reason;
        awaited.values().forEach(waiting -> waiting.completeExceptionally(new LedgerUnavailableException(reason)));
        awaited.clear();
    }

    boolean isReady() {
        return caughtUp && failure == null;
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** @throws LedgerUnavailableException if the log could not be read any further */
    void requireIntact() {
        if (failure != null) {
            throw new LedgerUnavailableException(failure);
        }
    }

    /** Completes once the offset has been read; fails once the log cannot be read any further. */
    CompletableFuture<Void> reached(long offset) {
        if (failure != null) {
            return CompletableFuture.failedFuture(new LedgerUnavailableException(failure));
        }
        return offset <= lastOffset
                ? CompletableFuture.completedFuture(null)
                : awaited.computeIfAbsent(offset, key -> new CompletableFuture<>());
    }
}

package dev.preceptor.teacher.concurrency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Backpressure: limits the number and the total size of the events that are received and not processed. */
public final class InFlightLimit {

    private final int maxEvents;
    private final long maxBytes;
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private int events;
    private long bytes;

    public InFlightLimit(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /**
     * Counts an event that was received.
     *
     * @param size in bytes
     * @return completes when the next event may be received
     */
    public synchronized CompletionStage<Void> received(int size) {
        events++;
        bytes += size;
        CompletableFuture<Void> room = new CompletableFuture<>();
        if (hasRoom()) {
            room.complete(null);
        } else {
            waiting.add(room);
        }
        return room;
    }

    /** Counts an event of this size as processed. */
    public void processed(int size) {
        List<CompletableFuture<Void>> released = new ArrayList<>();
        synchronized (this) {
            events--;
            bytes -= size;
            if (hasRoom()) {
                released.addAll(waiting);
                waiting.clear();
            }
        }
        released.forEach(room -> room.complete(null));
    }

    private boolean hasRoom() {
        return events < maxEvents && bytes < maxBytes;
    }
}

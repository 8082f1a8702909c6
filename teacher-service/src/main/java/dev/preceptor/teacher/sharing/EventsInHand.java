package dev.preceptor.teacher.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Events that were taken and are not done, by number and size. Where it is too many, no further one is taken. */
public final class EventsInHand {

    private final int mostEvents;
    private final long mostBytes;
    private final List<CompletableFuture<Void>> full = new ArrayList<>();
    private int events;
    private long bytes;

    public EventsInHand(int mostEvents, long mostBytes) {
        this.mostEvents = mostEvents;
        this.mostBytes = mostBytes;
    }

    /** An event was taken; completes when the next one may be. */
    public synchronized CompletionStage<Void> taken(int size) {
        events++;
        bytes += size;
        CompletableFuture<Void> room = new CompletableFuture<>();
        if (hasRoom()) {
            room.complete(null);
        } else {
            full.add(room);
        }
        return room;
    }

    /** It is done. */
    public void done(int size) {
        List<CompletableFuture<Void>> room = new ArrayList<>();
        synchronized (this) {
            events--;
            bytes -= size;
            if (hasRoom()) {
                room.addAll(full);
                full.clear();
            }
        }
        room.forEach(each -> each.complete(null));
    }

    private boolean hasRoom() {
        return events < mostEvents && bytes < mostBytes;
    }
}

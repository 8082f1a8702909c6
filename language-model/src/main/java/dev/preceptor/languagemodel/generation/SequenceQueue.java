package dev.preceptor.languagemodel.generation;

import dev.preceptor.languagemodel.network.KeyValueCache;
import dev.preceptor.languagemodel.network.Network;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Sequences that wait for a slot, and the slots, shared by the workers: each owns a range of them. */
final class SequenceQueue {

    private final Network network;
    private final KeyValueCache cache;
    private final Slots slots;
    private final int workers;
    private final ArrayDeque<RunningSequence> waiting = new ArrayDeque<>();
    private boolean closed;

    SequenceQueue(Network network, KeyValueCache cache, int workers) {
        this.network = network;
        this.cache = cache;
        this.workers = workers;
        slots = new Slots(cache.slots(), cache.capacity());
    }

    /** First slot of a worker; it owns those up to the next worker's first. */
    int first(int worker) {
        return cache.slots() * worker / workers;
    }

    /**
     * @throws GenerationException if the generator is closed
     */
    synchronized void add(RunningSequence sequence) {
        if (closed) {
            throw new GenerationException("the generator is closed");
        }
        waiting.add(sequence);
        notifyAll();
    }

    /**
     * Waits until a worker has something to compute.
     *
     * @return the sequences of its slots, null where there is none; an empty list when the generator was closed
     */
    synchronized List<RunningSequence> admit(int worker) {
        while (!closed) {
            List<RunningSequence> owners = admitAtOnce(worker);
            if (!owners.isEmpty()) {
                return owners;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                // Nobody else knows these threads; close() sets the flag before it wakes them.
                closed = true;
            }
        }
        return List.of();
    }

    /**
     * Fills the free slots of a worker, without waiting.
     *
     * @return the sequences of its slots, null where there is none; an empty list if it has nothing to compute, or the generator was
     *     closed
     */
    synchronized List<RunningSequence> admitAtOnce(int worker) {
        if (closed) {
            return List.of();
        }
        if (releaseEnded(worker) | admitWaiting(worker)) {
            notifyAll();
        }
        List<RunningSequence> owners = new ArrayList<>();
        if (running(worker) > 0) {
            for (int slot = first(worker); slot < first(worker + 1); slot++) {
                owners.add(slots.owner(slot));
            }
        }
        return owners;
    }

    /** How many workers have something to compute. */
    synchronized int busyWorkers() {
        int busy = 0;
        for (int worker = 0; worker < workers; worker++) {
            busy += running(worker) > 0 ? 1 : 0;
        }
        return busy;
    }

    private int running(int worker) {
        return slots.running(first(worker), first(worker + 1));
    }

    private boolean releaseEnded(int worker) {
        boolean any = false;
        for (int slot = first(worker); slot < first(worker + 1); slot++) {
            if (slots.owner(slot) != null && slots.owner(slot).future().isDone()) {
                slots.release(slot);
                any = true;
            }
        }
        return any;
    }

    private boolean admitWaiting(int worker) {
        boolean any = false;
        for (Iterator<RunningSequence> candidates = waiting.iterator(); candidates.hasNext(); ) {
            RunningSequence sequence = candidates.next();
            if (sequence.future().isDone()) {
                candidates.remove();
                continue;
            }
            int[] prompt = sequence.request().promptIds();
            int slot = slots.free(prompt, first(worker), first(worker + 1));
            if (slot < 0 || !hasLeast(worker)) {
                return any;
            }
            Slots.Prefix prefix = slots.longestPrefix(prompt, slot);
            if (slots.worthWaiting(prompt, prefix.length())) {
                continue;
            }
            candidates.remove();
            if (prefix.slot() != slot) {
                network.copy(cache, prefix.slot(), slot, prefix.length());
            }
            sequence.prefilled(prefix.length());
            slots.occupy(slot, sequence);
            any = true;
        }
        return any;
    }

    /** Whether no other worker has fewer sequences: otherwise the next is that one's. */
    private boolean hasLeast(int worker) {
        for (int other = 0; other < workers; other++) {
            if (running(other) < running(worker)) {
                return false;
            }
        }
        return true;
    }

    /** Records the tokens whose keys and values a step has written into the cache. */
    synchronized void recordCached(int slot, int start, int[] tokens, int from, int count) {
        for (int i = 0; i < count; i++) {
            slots.recordCached(slot, start + i, tokens[from + i]);
        }
        notifyAll();
    }

    /** Fails a worker's sequences after a step that failed; what their slots hold is forgotten. */
    synchronized void failRunning(int worker, GenerationException reason) {
        for (int slot = first(worker); slot < first(worker + 1); slot++) {
            RunningSequence sequence = slots.owner(slot);
            slots.forget(slot);
            if (sequence != null) {
                sequence.future().completeExceptionally(reason);
            }
        }
        notifyAll();
    }

    /** Takes no more sequences, fails those that wait and ends the workers after the step in progress. */
    void close() {
        List<RunningSequence> abandoned;
        synchronized (this) {
            closed = true;
            abandoned = new ArrayList<>(waiting);
            waiting.clear();
            notifyAll();
        }
        abandoned.forEach(sequence -> sequence.future().completeExceptionally(closedException()));
    }

    static GenerationException closedException() {
        return new GenerationException("the generator was closed");
    }
}

package dev.preceptor.student.djl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Values that are large and slow to make: at most so many exist, or are being made or discarded, at any time, and all who ask for
 * the same key share one. A value that nobody holds stays until another needs its room; the one unused for longest goes first.
 *
 * <p>Who finds no room waits in line. While there is no value that nobody holds, the one unused for longest is given to nobody
 * else, so that it becomes free.
 *
 * <p>Safe for many threads. No method waits: values are made and discarded by the executors, outside of the lock, so that an event
 * loop may call each of them.
 */
final class SharedPool<K, V> {

    private final int capacity;
    private final Function<K, V> maker;
    private final Executor makers;
    private final Consumer<V> discarder;
    private final Executor discarders;
    /** In the order in which they were last given out, oldest first. */
    private final Map<K, Shared> shared = new LinkedHashMap<>();

    private final ArrayDeque<Waiting> line = new ArrayDeque<>();
    /** Values that are being discarded: their room is not free yet. */
    private int leaving;

    private boolean closed;

    /**
     * @param capacity how many values there may be
     * @param maker makes the value of a key, in {@code makers}; may take long and may fail
     * @param discarder frees a value that nobody holds, in {@code discarders}
     */
    SharedPool(int capacity, Function<K, V> maker, Executor makers, Consumer<V> discarder, Executor discarders) {
        if (capacity < 1) {
            throw new IllegalArgumentException("there must be room for one value at least, not for " + capacity);
        }
        this.capacity = capacity;
        this.maker = maker;
        this.makers = makers;
        this.discarder = discarder;
        this.discarders = discarders;
    }

    /** Completes with the right to use the key's value, once there is room and it is made; or with why it cannot be made. */
    CompletableFuture<Lease> lease(K key) {
        Waiting waiting = new Waiting(key);
        join(waiting, false);
        return waiting.lease;
    }

    /** As {@link #lease}, but empty where that would have to wait until somebody gives a value back. */
    Optional<CompletableFuture<Lease>> leaseWithinBounds(K key) {
        Waiting waiting = new Waiting(key);
        return join(waiting, true) ? Optional.of(waiting.lease) : Optional.empty();
    }

    private boolean join(Waiting waiting, boolean leaves) {
        boolean stays = true;
        List<Runnable> actions;
        synchronized (this) {
            if (closed) {
                actions = List.of(() -> waiting.lease.completeExceptionally(closedException()));
            } else {
                line.add(waiting);
                actions = settle();
                stays = waiting.granted || waiting.roomComes || !leaves;
                if (!stays) {
                    line.remove(waiting);
                    actions.addAll(settle());
                }
            }
        }
        actions.forEach(Runnable::run);
        return stays;
    }

    /** Gives those in line what there is. The caller holds the lock, and runs the result without it. */
    private List<Runnable> settle() {
        List<Runnable> actions = new ArrayList<>();
        line.removeIf(waiting -> waiting.lease.isDone());
        do {
            grantWhatIsThere(actions);
            makeRoom(actions);
        } while (line.stream().anyMatch(this::isThere));
        return actions;
    }

    private boolean isThere(Waiting waiting) {
        Shared value = shared.get(waiting.key);
        return value != null && !value.goes;
    }

    private void grantWhatIsThere(List<Runnable> actions) {
        for (Iterator<Waiting> places = line.iterator(); places.hasNext(); ) {
            Waiting waiting = places.next();
            if (isThere(waiting)) {
                places.remove();
                actions.add(grant(waiting, shared.get(waiting.key)));
            }
        }
    }

    /** Finds room for each key that is waited for, in the order of the line: free, soon free, or free once it is given back. */
    private void makeRoom(List<Runnable> actions) {
        shared.values().forEach(value -> value.goes = false);
        Map<K, Boolean> found = new HashMap<>();
        int unclaimed = leaving;
        for (Waiting waiting : line) {
            if (shared.containsKey(waiting.key)) {
                continue;
            }
            if (shared.size() + leaving < capacity) {
                Shared made = new Shared(waiting.key);
                shared.put(waiting.key, made);
                actions.add(() -> begin(made));
                continue;
            }
            if (!found.containsKey(waiting.key)) {
                boolean comes = unclaimed > 0;
                if (comes) {
                    unclaimed--;
                } else {
                    comes = discardUnused(actions);
                }
                if (!comes) {
                    shared.values().stream()
                            .filter(value -> value.leases > 0 && !value.goes)
                            .findFirst()
                            .ifPresent(value -> value.goes = true);
                }
                found.put(waiting.key, comes);
            }
            waiting.roomComes = found.get(waiting.key);
        }
    }

    private boolean discardUnused(List<Runnable> actions) {
        Optional<Shared> oldest = shared.values().stream()
                .filter(value -> value.made && value.leases == 0)
                .findFirst();
        oldest.ifPresent(value -> {
            shared.remove(value.key);
            leaving++;
            actions.add(() -> discarders.execute(() -> discard(value)));
        });
        return oldest.isPresent();
    }

    private Runnable grant(Waiting waiting, Shared value) {
        waiting.granted = true;
        value.leases++;
        // The last in the order of use.
        shared.remove(value.key);
        shared.put(value.key, value);
        return () -> value.value.whenComplete((made, failure) -> {
            if (failure != null) {
                waiting.lease.completeExceptionally(failure);
                return;
            }
            Lease lease = new Lease(value);
            if (!waiting.lease.complete(lease)) {
                lease.close();
            }
        });
    }

    private void begin(Shared value) {
        try {
            makers.execute(() -> make(value));
        } catch (RuntimeException e) {
            failed(value, e);
        }
    }

    private void make(Shared value) {
        V made;
        try {
            made = maker.apply(value.key);
        } catch (RuntimeException | Error e) {
            failed(value, e);
            return;
        }
        boolean late;
        synchronized (this) {
            late = closed;
            value.made = true;
        }
        if (late) {
            discarder.accept(made);
            value.value.completeExceptionally(closedException());
        } else {
            value.value.complete(made);
        }
    }

    private void failed(Shared value, Throwable failure) {
        List<Runnable> actions;
        synchronized (this) {
            shared.remove(value.key, value);
            actions = settle();
        }
        value.value.completeExceptionally(failure);
        actions.forEach(Runnable::run);
    }

    private void discard(Shared value) {
        try {
            discarder.accept(value.value.join());
        } finally {
            List<Runnable> actions;
            synchronized (this) {
                leaving--;
                actions = settle();
            }
            actions.forEach(Runnable::run);
        }
    }

    private void giveBack(Shared value) {
        List<Runnable> actions;
        synchronized (this) {
            value.leases--;
            actions = closed ? List.of() : settle();
        }
        actions.forEach(Runnable::run);
    }

    /**
     * Discards every value, in the calling thread, whoever holds it, and fails all who wait. What is being made is discarded once
     * it is.
     */
    void close() {
        List<Waiting> abandoned;
        List<Shared> values;
        synchronized (this) {
            closed = true;
            abandoned = List.copyOf(line);
            line.clear();
            values = shared.values().stream().filter(value -> value.made).toList();
            shared.clear();
        }
        abandoned.forEach(waiting -> waiting.lease.completeExceptionally(closedException()));
        values.forEach(value -> discarder.accept(value.value.join()));
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("this process is stopping");
    }

    /** One who asks. */
    private final class Waiting {

        private final K key;
        private final CompletableFuture<Lease> lease = new CompletableFuture<>();
        private boolean granted;
        /** Whether what it waits for is being discarded, which needs nobody's help. */
        private boolean roomComes;

        Waiting(K key) {
            this.key = key;
        }
    }

    /** A value, or one in the making. */
    private final class Shared {

        private final K key;
        private final CompletableFuture<V> value = new CompletableFuture<>();
        private boolean made;
        /** Whether another waits for its room: it is given to nobody else. */
        private boolean goes;

        private int leases;

        Shared(K key) {
            this.key = key;
        }
    }

    /** The right to use a value, until closed. */
    final class Lease implements AutoCloseable {

        private final Shared held;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(Shared held) {
            this.held = held;
        }

        V value() {
            return held.value.join();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack(held);
            }
        }
    }
}

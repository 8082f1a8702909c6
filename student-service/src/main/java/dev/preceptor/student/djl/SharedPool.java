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
 * A pool of values that are large and slow to make. At most {@code capacity} values exist at any time, including those being made or
 * discarded, and requests for the same key share one value. A value without a lease stays in the pool until its room is
 * needed; the least recently used one is evicted first.
 *
 * <p>Requests without room wait in a queue. While all values are leased, the least recently used one is marked for eviction and
 * is leased to no further request, so that it becomes free.
 *
 * <p>Safe for use by many threads. No method blocks: values are made and discarded by the executors, outside of the lock, so an event
 * loop may call every method.
 *
 * <p>One class, although long: its methods are the transitions of one state that one lock guards (the entries in the order of use, the
 * queue, the number being discarded), and {@link #dispatch} must see all of it.
 */
final class SharedPool<K, V> {

    private final int capacity;
    private final Function<K, V> maker;
    private final Executor makers;
    private final Consumer<V> discarder;
    private final Executor discarders;
    /** In the order of their last lease, least recently used first. */
    private final Map<K, Entry> entries = new LinkedHashMap<>();

    private final ArrayDeque<Request> queue = new ArrayDeque<>();
    /** Number of values that are being discarded; their room is not free yet. */
    private int discarding;

    private boolean closed;

    /**
     * @param capacity maximum number of values
     * @param maker makes the value of a key, in {@code makers}; may take long and may fail
     * @param discarder frees a value without a lease, in {@code discarders}
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

    /** Completes with a lease of the key's value, once there is room and the value is made; exceptionally, if it cannot be made. */
    CompletableFuture<Lease> lease(K key) {
        Request request = new Request(key);
        enqueue(request, false);
        return request.lease;
    }

    /** As {@link #lease}, but empty where that would have to wait until another lease is closed. */
    Optional<CompletableFuture<Lease>> tryLease(K key) {
        Request request = new Request(key);
        return enqueue(request, true) ? Optional.of(request.lease) : Optional.empty();
    }

    private boolean enqueue(Request request, boolean onlyIfSoon) {
        boolean accepted = true;
        List<Runnable> actions;
        synchronized (this) {
            if (closed) {
                actions = List.of(() -> request.lease.completeExceptionally(closedException()));
            } else {
                queue.add(request);
                actions = dispatch();
                accepted = request.granted || request.roomPending || !onlyIfSoon;
                if (!accepted) {
                    queue.remove(request);
                    actions.addAll(dispatch());
                }
            }
        }
        actions.forEach(Runnable::run);
        return accepted;
    }

    /** Serves the queue. The caller holds the lock, and runs the returned actions after releasing it. */
    private List<Runnable> dispatch() {
        List<Runnable> actions = new ArrayList<>();
        queue.removeIf(request -> request.lease.isDone());
        do {
            grantAvailable(actions);
            makeRoom(actions);
        } while (queue.stream().anyMatch(this::isAvailable));
        return actions;
    }

    private boolean isAvailable(Request request) {
        Entry entry = entries.get(request.key);
        return entry != null && !entry.evicting;
    }

    private void grantAvailable(List<Runnable> actions) {
        for (Iterator<Request> requests = queue.iterator(); requests.hasNext(); ) {
            Request request = requests.next();
            if (isAvailable(request)) {
                requests.remove();
                actions.add(grant(request, entries.get(request.key)));
            }
        }
    }

    /** Finds room for each key in the queue, in order: free room, room being freed, or the room of a value marked for eviction. */
    private void makeRoom(List<Runnable> actions) {
        entries.values().forEach(entry -> entry.evicting = false);
        Map<K, Boolean> pendingByKey = new HashMap<>();
        int unclaimedRooms = discarding;
        for (Request request : queue) {
            if (entries.containsKey(request.key)) {
                continue;
            }
            if (entries.size() + discarding < capacity) {
                Entry created = new Entry(request.key);
                entries.put(request.key, created);
                actions.add(() -> startMaking(created));
                continue;
            }
            if (!pendingByKey.containsKey(request.key)) {
                boolean roomIsPending = unclaimedRooms > 0;
                if (roomIsPending) {
                    unclaimedRooms--;
                } else {
                    roomIsPending = discardUnused(actions);
                }
                if (!roomIsPending) {
                    entries.values().stream()
                            .filter(entry -> entry.leases > 0 && !entry.evicting)
                            .findFirst()
                            .ifPresent(entry -> entry.evicting = true);
                }
                pendingByKey.put(request.key, roomIsPending);
            }
            request.roomPending = pendingByKey.get(request.key);
        }
    }

    private boolean discardUnused(List<Runnable> actions) {
        Optional<Entry> oldest = entries.values().stream()
                .filter(entry -> entry.made && entry.leases == 0)
                .findFirst();
        oldest.ifPresent(entry -> {
            entries.remove(entry.key);
            discarding++;
            actions.add(() -> discarders.execute(() -> discard(entry)));
        });
        return oldest.isPresent();
    }

    private Runnable grant(Request request, Entry entry) {
        request.granted = true;
        entry.leases++;
        // Moves the entry to the end of the order of use.
        entries.remove(entry.key);
        entries.put(entry.key, entry);
        return () -> entry.value.whenComplete((made, failure) -> {
            if (failure != null) {
                request.lease.completeExceptionally(failure);
                return;
            }
            Lease lease = new Lease(entry);
            if (!request.lease.complete(lease)) {
                lease.close();
            }
        });
    }

    private void startMaking(Entry entry) {
        try {
            makers.execute(() -> make(entry));
        } catch (RuntimeException e) {
            failed(entry, e);
        }
    }

    private void make(Entry entry) {
        V made;
        try {
            made = maker.apply(entry.key);
        } catch (RuntimeException | Error e) {
            failed(entry, e);
            return;
        }
        boolean late;
        synchronized (this) {
            late = closed;
            entry.made = true;
        }
        if (late) {
            discarder.accept(made);
            entry.value.completeExceptionally(closedException());
        } else {
            entry.value.complete(made);
        }
    }

    private void failed(Entry entry, Throwable failure) {
        List<Runnable> actions;
        synchronized (this) {
            entries.remove(entry.key, entry);
            actions = dispatch();
        }
        entry.value.completeExceptionally(failure);
        actions.forEach(Runnable::run);
    }

    private void discard(Entry entry) {
        try {
            discarder.accept(entry.value.join());
        } finally {
            List<Runnable> actions;
            synchronized (this) {
                discarding--;
                actions = dispatch();
            }
            actions.forEach(Runnable::run);
        }
    }

    private void release(Entry entry) {
        List<Runnable> actions;
        synchronized (this) {
            entry.leases--;
            actions = closed ? List.of() : dispatch();
        }
        actions.forEach(Runnable::run);
    }

    /**
     * Discards all values in the calling thread, also those with leases, and fails all requests. A value that is being made is
     * discarded once it is made.
     */
    void close() {
        List<Request> abandoned;
        List<Entry> made;
        synchronized (this) {
            closed = true;
            abandoned = List.copyOf(queue);
            queue.clear();
            made = entries.values().stream().filter(entry -> entry.made).toList();
            entries.clear();
        }
        abandoned.forEach(request -> request.lease.completeExceptionally(closedException()));
        made.forEach(entry -> discarder.accept(entry.value.join()));
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("this process is stopping");
    }

    /** A request for a lease. */
    private final class Request {

        private final K key;
        private final CompletableFuture<Lease> lease = new CompletableFuture<>();
        private boolean granted;
        /** Whether the room it waits for is being freed, independently of any lease. */
        private boolean roomPending;

        Request(K key) {
            this.key = key;
        }
    }

    /** A value that exists or is being made. */
    private final class Entry {

        private final K key;
        private final CompletableFuture<V> value = new CompletableFuture<>();
        private boolean made;
        /** Whether a request waits for its room, so that it is leased to no further request. */
        private boolean evicting;

        private int leases;

        Entry(K key) {
            this.key = key;
        }
    }

    /** The right to use a value until the lease is closed. */
    final class Lease implements AutoCloseable {

        private final Entry held;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(Entry held) {
            this.held = held;
        }

        V value() {
            return held.value.join();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release(held);
            }
        }
    }
}

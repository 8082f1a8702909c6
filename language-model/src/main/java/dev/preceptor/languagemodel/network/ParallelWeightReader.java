package dev.preceptor.languagemodel.network;

import ai.djl.pytorch.jni.IValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Reads weights in parallel. Each weight uses one thread. */
final class ParallelWeightReader implements AutoCloseable {

    /** Each thread holds a float32 matrix. More threads take more memory, and the disk limits the speed. */
    private static final int MAX_THREADS = 4;

    private final ExecutorService executor = Executors.newFixedThreadPool(threads());
    private final List<Supplier<IValue>> weights = new ArrayList<>();
    private final Deque<CompletableFuture<IValue>> results = new ArrayDeque<>();
    private volatile boolean closing;

    /** Returns the number of matrices that are read at the same time. */
    static int threads() {
        return Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    }

    void add(Supplier<IValue> weight) {
        weights.add(weight);
    }

    /**
     * Reads the weights and appends them to a list in the order in which they were added. The caller closes the appended
     * weights. The last weight is started first, because it is the output projection and takes the longest.
     *
     * @throws RuntimeException the exception of the first weight in the list that failed
     */
    void readAll(List<IValue> values) {
        for (int i = weights.size() - 1; i >= 0; i--) {
            Supplier<IValue> weight = weights.get(i);
            results.addFirst(CompletableFuture.supplyAsync(() -> closing ? null : read(weight), executor));
        }
        while (!results.isEmpty()) {
            try {
                values.add(results.element().join());
                results.remove();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
    }

    private static IValue read(Supplier<IValue> weight) {
        Torch.prepareThread(1);
        return weight.get();
    }

    /** Waits for the threads, and closes the weights that were not appended to the list. */
    @Override
    public void close() {
        closing = true;
        executor.shutdown();
        results.forEach(result -> result.handle(ParallelWeightReader::discard).join());
    }

    private static Void discard(IValue value, Throwable failure) {
        if (value != null) {
            value.close();
        }
        return null;
    }
}

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

/** Reads weights in parallel, each on one core. */
final class ParallelReading implements AutoCloseable {

    /** Each reader holds a matrix in float32: more readers would take more memory, and the disk is not faster. */
    private static final int MOST_READERS = 4;

    private final ExecutorService readers = Executors.newFixedThreadPool(readers());
    private final List<Supplier<IValue>> weights = new ArrayList<>();
    private final Deque<CompletableFuture<IValue>> results = new ArrayDeque<>();
    private volatile boolean closing;

    /** How many matrices are read at once. */
    static int readers() {
        return Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors());
    }

    void add(Supplier<IValue> weight) {
        weights.add(weight);
    }

    /**
     * Reads the weights and appends them in the order in which they were added; those that were appended are the caller's to
     * close. The last is begun first: that is the head, which takes the longest.
     *
     * @throws RuntimeException what the first of them failed with
     */
    void readInto(List<IValue> values) {
        for (int i = weights.size() - 1; i >= 0; i--) {
            Supplier<IValue> weight = weights.get(i);
            results.addFirst(CompletableFuture.supplyAsync(() -> closing ? null : read(weight), readers));
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

    /** Waits for the readers; closes the weights that nobody took. */
    @Override
    public void close() {
        closing = true;
        readers.shutdown();
        results.forEach(result -> result.handle(ParallelReading::discard).join());
    }

    private static Void discard(IValue value, Throwable failure) {
        if (value != null) {
            value.close();
        }
        return null;
    }
}

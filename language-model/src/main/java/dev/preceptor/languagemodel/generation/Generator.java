package dev.preceptor.languagemodel.generation;

import dev.preceptor.languagemodel.network.KeyValueCache;
import dev.preceptor.languagemodel.network.Network;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Completes many prompts at once. Sequences join and leave the batch between steps, a prompt that begins like an earlier
 * one starts from that one's keys and values, and a request's result depends on the request and its seed alone, up to the
 * rounding of sums in another order.
 *
 * <p>Safe for use by several threads. The generator computes in threads of its own until it is closed; its memory is
 * bounded by its options.
 */
public final class Generator implements AutoCloseable {

    private final Network network;
    private final Tokenizer tokenizer;
    private final int capacity;
    private final KeyValueCache cache;
    private final SequenceQueue queue;
    private final List<Thread> threads;

    /**
     * Reserves the cache and starts the threads. Where memory is short there are fewer slots than asked for: the rest waits.
     *
     * @param network stays the caller's, and must stay open as long as the generator
     * @param tokenizer likewise
     * @throws GenerationException if there is no memory for a single sequence
     */
    public Generator(Network network, Tokenizer tokenizer, GeneratorOptions options) {
        this.network = network;
        this.tokenizer = tokenizer;
        capacity = Math.min(options.capacity(), network.configuration().contextLength());
        int slots = network.fittingSlots(options.slots(), capacity);
        if (slots == 0) {
            throw new GenerationException(
                    ("a sequence of %d tokens needs %d MiB of memory for its keys and values, and not"
                                    + " so many are free: free some, or allow fewer tokens")
                            .formatted(capacity, network.cacheBytes(capacity) >> 20));
        }
        cache = network.newCache(slots, capacity);
        int cores =
                options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
        int prefill = options.prefillTokens() > 0 ? options.prefillTokens() : network.prefillTokens();
        int workers = network.hasShortSteps() ? Math.min(cores, slots) : 1;
        queue = new SequenceQueue(network, cache, workers);
        threads = IntStream.range(0, workers)
                .mapToObj(number -> {
                    Worker worker = new Worker(number, network, cache, queue, prefill, cores);
                    Thread thread = new Thread(worker, "generator-queue-" + number);
                    thread.setDaemon(true);
                    return thread;
                })
                .toList();
        threads.forEach(Thread::start);
    }

    /**
     * Asks for a completion.
     *
     * @return completes with the completion, or exceptionally with a {@link GenerationException}; cancelling it ends the
     *     computation
     * @throws GenerationException if the prompt leaves no room for a token, has a token that the model lacks, or the
     *     generator is closed
     */
    public CompletableFuture<Completion> submit(GenerationRequest request) {
        return submit(request, token -> {});
    }

    /**
     * Asks for a completion and is told its tokens as they come.
     *
     * @param tokens told each of the completion's {@link Completion#ids()} in turn, before the completion; called in the
     *     generator's own thread, so it must be quick and must not throw
     * @return as of {@link #submit(GenerationRequest)}
     */
    public CompletableFuture<Completion> submit(GenerationRequest request, IntConsumer tokens) {
        request.check(capacity, network.configuration().vocabularySize());
        RunningSequence sequence = new RunningSequence(request, tokenizer, capacity, tokens);
        queue.add(sequence);
        return sequence.future();
    }

    /** Tokens of prompt and completion together that a sequence may have. */
    public int capacity() {
        return capacity;
    }

    /** Ends the threads after the step in progress. What is not complete then fails. */
    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        cache.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

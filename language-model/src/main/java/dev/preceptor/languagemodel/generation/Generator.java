package dev.preceptor.languagemodel.generation;

import dev.preceptor.languagemodel.network.KeyValueCache;
import dev.preceptor.languagemodel.network.Network;
import dev.preceptor.languagemodel.network.NetworkStep;
import dev.preceptor.languagemodel.network.Torch;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * Completes many prompts at once. Sequences join and leave the batch between steps, a prompt that begins like an earlier
 * one starts from that one's keys and values, and a request's result depends on the request and its seed alone, up to the
 * rounding of sums in another order.
 *
 * <p>Safe for use by several threads. The generator computes in a thread of its own until it is closed; its memory is
 * bounded by its options.
 */
public final class Generator implements AutoCloseable {

    private final Network network;
    private final Tokenizer tokenizer;
    private final GeneratorOptions options;
    private final int capacity;
    private final KeyValueCache cache;
    private final Slots slots;
    private final ArrayDeque<RunningSequence> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean closed;

    /**
     * Reserves the cache and starts the thread.
     *
     * @param network stays the caller's, and must stay open as long as the generator
     * @param tokenizer likewise
     */
    public Generator(Network network, Tokenizer tokenizer, GeneratorOptions options) {
        this.network = network;
        this.tokenizer = tokenizer;
        this.options = options;
        capacity = Math.min(options.capacity(), network.configuration().contextLength());
        cache = network.newCache(options.slots(), capacity);
        slots = new Slots(options.slots(), capacity);
        thread = new Thread(this::work, "generator");
        thread.setDaemon(true);
        thread.start();
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
        synchronized (waiting) {
            if (closed) {
                throw new GenerationException("the generator is closed");
            }
            waiting.add(sequence);
            waiting.notifyAll();
        }
        return sequence.future();
    }

    /** Tokens of prompt and completion together that a sequence may have. */
    public int capacity() {
        return capacity;
    }

    private void work() {
        Torch.prepareThread(options.threads());
        try {
            while (admit()) {
                try {
                    compute();
                } catch (RuntimeException e) {
                    failRunning(new GenerationException("the computation failed: " + e.getMessage(), e));
                }
            }
        } finally {
            failAll();
        }
    }

    /** Gives free slots to waiting sequences; returns when there is something to compute, false when closed. */
    private boolean admit() {
        synchronized (waiting) {
            while (!closed) {
                releaseEnded();
                admitWaiting();
                if (running() > 0) {
                    return true;
                }
                try {
                    waiting.wait();
                } catch (InterruptedException e) {
                    // Nobody else knows this thread; close() sets the flag before it wakes it.
                    closed = true;
                }
            }
            return false;
        }
    }

    private void admitWaiting() {
        for (Iterator<RunningSequence> candidates = waiting.iterator(); candidates.hasNext(); ) {
            RunningSequence sequence = candidates.next();
            if (sequence.future().isDone()) {
                candidates.remove();
                continue;
            }
            int[] prompt = sequence.request().promptIds();
            int slot = slots.free(prompt);
            if (slot < 0) {
                return;
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
        }
    }

    private void releaseEnded() {
        for (int slot = 0; slot < slots.count(); slot++) {
            if (slots.owner(slot) != null && slots.owner(slot).future().isDone()) {
                slots.release(slot);
            }
        }
    }

    private int running() {
        int count = 0;
        for (int slot = 0; slot < slots.count(); slot++) {
            count += slots.owner(slot) == null ? 0 : 1;
        }
        return count;
    }

    /** One step: some prompt tokens, and one token for every sequence whose prompt is complete. */
    private void compute() {
        NetworkStep step = new NetworkStep();
        List<RunningSequence> wanting = new ArrayList<>();
        int budget = options.prefillTokens();
        for (int slot = 0; slot < slots.count() && budget > 0; slot++) {
            RunningSequence sequence = slots.owner(slot);
            if (sequence != null && !sequence.isDecoding()) {
                budget -= addSegment(step, slot, sequence, budget, wanting);
            }
        }
        for (int slot = 0; slot < slots.count(); slot++) {
            RunningSequence sequence = slots.owner(slot);
            if (sequence != null && sequence.generated() > 0) {
                step.addDecoding(slot, sequence.lastPosition(), sequence.lastToken());
                want(step, sequence, wanting);
            }
        }
        long[] next = network.run(step, cache);
        for (int slot = 0; slot < slots.count(); slot++) {
            RunningSequence sequence = slots.owner(slot);
            if (sequence != null && sequence.generated() > 0) {
                slots.hold(slot, sequence.lastPosition(), sequence.lastToken());
            }
        }
        for (int i = 0; i < next.length; i++) {
            wanting.get(i).accept((int) next[i]);
        }
    }

    private int addSegment(
            NetworkStep step, int slot, RunningSequence sequence, int budget, List<RunningSequence> wanting) {
        int[] prompt = sequence.request().promptIds();
        int start = sequence.prefilled();
        int count = Math.min(budget, prompt.length - start);
        step.addSegment(slot, start, prompt, count);
        for (int i = start; i < start + count; i++) {
            slots.hold(slot, i, prompt[i]);
        }
        sequence.prefilled(start + count);
        if (sequence.isDecoding()) {
            want(step, sequence, wanting);
        }
        return count;
    }

    private static void want(NetworkStep step, RunningSequence sequence, List<RunningSequence> wanting) {
        Sampling sampling = sequence.request().sampling();
        step.wantNext(sampling.temperature(), sampling.topP(), sampling.topK(), sequence.draw());
        wanting.add(sequence);
    }

    private void failRunning(GenerationException failure) {
        for (int slot = 0; slot < slots.count(); slot++) {
            RunningSequence sequence = slots.owner(slot);
            slots.forget(slot);
            if (sequence != null) {
                sequence.future().completeExceptionally(failure);
            }
        }
    }

    private void failAll() {
        GenerationException reason = new GenerationException("the generator was closed");
        List<RunningSequence> abandoned;
        synchronized (waiting) {
            closed = true;
            abandoned = new ArrayList<>(waiting);
            waiting.clear();
        }
        abandoned.forEach(sequence -> sequence.future().completeExceptionally(reason));
        failRunning(reason);
    }

    /** Ends the thread after the step in progress. What is not complete then fails. */
    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
            waiting.notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        cache.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.preceptor.languagemodel.generation;

import dev.preceptor.languagemodel.tokenizer.IncrementalDecoder;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** A request while it is served. */
final class RunningSequence {

    private final GenerationRequest request;
    private final CompletableFuture<Completion> future;
    private final Tokenizer tokenizer;
    private final IntConsumer tokens;
    private final int maxTokens;
    private final StopStrings stops;
    /** Decodes for the stop strings; null where there are none. */
    private final IncrementalDecoder decoder;

    private final StringBuilder text = new StringBuilder();
    private int[] ids = new int[16];
    private int generated;
    private int prefilled;

    /**
     * @param capacity tokens of prompt and completion together that there is room for
     * @param tokens told each token of the completion
     */
    RunningSequence(GenerationRequest request, Tokenizer tokenizer, int capacity, IntConsumer tokens) {
        this.request = request;
        this.tokenizer = tokenizer;
        this.tokens = tokens;
        this.future = new CompletableFuture<>();
        this.stops = new StopStrings(request.stopStrings());
        this.decoder = stops.isEmpty() ? null : tokenizer.incrementalDecoderAfter(request.promptIds());
        this.maxTokens = Math.min(request.maxTokens(), capacity - request.promptIds().length);
    }

    GenerationRequest request() {
        return request;
    }

    CompletableFuture<Completion> future() {
        return future;
    }

    /** Prompt tokens whose keys and values are in the cache. */
    int prefilled() {
        return prefilled;
    }

    void prefilled(int tokens) {
        prefilled = tokens;
    }

    boolean isDecoding() {
        return prefilled == request.promptIds().length;
    }

    int generated() {
        return generated;
    }

    int lastToken() {
        return ids[generated - 1];
    }

    /** Position of the token generated last. */
    int lastPosition() {
        return request.promptIds().length + generated - 1;
    }

    float draw() {
        return SeededRandom.uniform(request.seed(), generated);
    }

    /**
     * Takes the next token.
     *
     * @return whether the sequence ended with it; its future is complete then
     */
    boolean accept(int token) {
        if (request.stopTokens().contains(token)) {
            int[] all = Arrays.copyOf(ids, generated);
            finish(all, decoded(all), FinishReason.STOP, token);
            return true;
        }
        if (generated == ids.length) {
            ids = Arrays.copyOf(ids, 2 * generated);
        }
        ids[generated++] = token;
        tokens.accept(token);
        if (stopsAtText(token)) {
            return true;
        }
        if (generated == maxTokens) {
            int[] all = Arrays.copyOf(ids, generated);
            finish(all, decoded(all), FinishReason.LENGTH, null);
            return true;
        }
        return false;
    }

    private boolean stopsAtText(int token) {
        if (decoder == null) {
            return false;
        }
        int searched = text.length();
        text.append(decoder.append(token));
        int end = stops.indexIn(text, searched);
        if (end < 0) {
            return false;
        }
        finish(Arrays.copyOf(ids, generated), text.substring(0, end), FinishReason.STOP, null);
        return true;
    }

    private String decoded(int[] all) {
        return tokenizer.decodeAfter(request.promptIds(), all);
    }

    /** @param stopToken null if none ended the sequence */
    private void finish(int[] all, String text, FinishReason reason, Integer stopToken) {
        int computed = stopToken == null ? generated : generated + 1;
        future.complete(new Completion(all, text, reason, request.promptIds().length, computed, stopToken));
    }
}

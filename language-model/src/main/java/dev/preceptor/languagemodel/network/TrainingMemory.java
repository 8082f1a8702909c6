package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;

/**
 * How much memory a training needs beside its weights: an estimate from the sizes of what training.py keeps.
 *
 * @param configuration the model's shape
 */
public record TrainingMemory(ModelConfiguration configuration) {

    /** Rows of logits, and of queries in attention's way back, that are computed at once. */
    private static final int LOGIT_ROWS = 512;

    private static final int QUERY_ROWS = 128;

    /**
     * Bytes that one micro-batch takes.
     *
     * @param tokens of all its sequences
     * @param longest of its sequences, in tokens
     */
    public long bytes(long tokens, long longest, Activations activations) {
        ModelConfiguration c = configuration;
        boolean gated = Blueprint.of(c).constants().get("gated").equals(true);
        long hidden = c.hiddenSize();
        long queries = (long) c.heads() * c.headSize();
        long projected = queries + 2L * c.keyValueHeads() * c.headSize();
        long inner = c.feedForwardSize();
        long up = gated ? 2 * inner : inner;
        // With norms on queries and keys, they are kept as they were before, too.
        long layer = 2 * projected + queries + hidden + up;
        long passing = layer + up + 2 * inner + 6 * hidden + 2 * projected;
        long kept = activations == Activations.KEPT ? c.layers() * (hidden + layer) : c.layers() * hidden + layer;
        long logits = 2L * Math.min(LOGIT_ROWS, tokens) * c.vocabularySize();
        long scores = 4L * c.heads() * Math.min(QUERY_ROWS, longest) * longest;
        return Float.BYTES * (tokens * (kept + passing) + logits + scores);
    }
}

package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;

/**
 * Estimates the memory of a training from the sizes of the tensors that training.py keeps.
 *
 * @param configuration the configuration of the model
 * @param method the method of fine-tuning
 * @param keepsBest whether a copy of the trained parameters of the best epoch is kept
 */
public record TrainingMemoryEstimator(ModelConfiguration configuration, AdaptationMethod method, boolean keepsBest) {

    /** The number of rows of logits that are computed at a time. */
    private static final int LOGIT_ROWS = 512;

    /** The number of queries that the backward pass of attention processes at a time. */
    private static final int QUERY_ROWS = 128;

    /**
     * Estimates the memory of a training.
     *
     * @param tokens the number of tokens in the largest micro-batch
     * @param longest the number of tokens in the longest sequence
     * @throws CheckpointException if a target of LoRA matches no layer
     */
    public TrainingMemoryEstimate estimate(long tokens, long longest, Activations activations) {
        NetworkDefinition definition = NetworkDefinition.of(configuration);
        long weights = 0;
        long largest = 0;
        for (NetworkTensor tensor : definition.tensors()) {
            long size = definition.shapeOf(tensor).size();
            weights += size;
            largest = Math.max(largest, size);
        }
        long trained = weights;
        // The gradient of a matrix is computed as a whole before it is accumulated.
        long temporary = largest;
        if (method instanceof AdaptationMethod.LowRank lowRank) {
            trained = AdapterLayout.of(definition, lowRank).size();
            weights += trained;
            temporary = 0;
        }
        return new TrainingMemoryEstimate(
                Float.BYTES * weights,
                Float.BYTES * trained,
                2 * Float.BYTES * trained,
                keepsBest ? Float.BYTES * trained : 0,
                Float.BYTES * (activations(tokens, longest, activations) + temporary),
                Float.BYTES * 2L * Math.min(LOGIT_ROWS, tokens) * configuration.vocabularySize(),
                tokens,
                activations);
    }

    private long activations(long tokens, long longest, Activations activations) {
        ModelConfiguration c = configuration;
        boolean gated = NetworkDefinition.of(c).isGated();
        long hidden = c.hiddenSize();
        long queries = (long) c.heads() * c.headSize();
        long projected = queries + 2L * c.keyValueHeads() * c.headSize();
        long inner = c.feedForwardSize();
        long up = gated ? 2 * inner : inner;
        // With norms of queries and keys, the values before the norms are kept, too.
        long layer = 2 * projected + queries + hidden + up;
        long temporary = layer + up + 2 * inner + 6 * hidden + 2 * projected;
        long kept = activations == Activations.KEPT ? c.layers() * (hidden + layer) : c.layers() * hidden + layer;
        long scores = 4L * c.heads() * Math.min(QUERY_ROWS, longest) * longest;
        return tokens * (kept + temporary) + scores;
    }
}

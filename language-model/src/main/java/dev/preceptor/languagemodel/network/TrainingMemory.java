package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;

/**
 * How much memory a training needs: an estimate from the sizes of what training.py keeps.
 *
 * @param configuration the model's shape
 * @param adaptation what learns
 * @param keepsBest whether the best epoch's is kept beside
 */
public record TrainingMemory(ModelConfiguration configuration, Adaptation adaptation, boolean keepsBest) {

    /** Rows of logits, and of queries in attention's way back, that are computed at once. */
    private static final int LOGIT_ROWS = 512;

    private static final int QUERY_ROWS = 128;

    /**
     * What a training takes.
     *
     * @param tokens of all sequences of the greatest micro-batch
     * @param longest of its sequences, in tokens
     * @throws CheckpointException if the adaptation names a target that the model lacks
     */
    public TrainingNeeds needs(long tokens, long longest, Activations activations) {
        Blueprint blueprint = Blueprint.of(configuration);
        long weights = 0;
        long largest = 0;
        for (NetworkTensor tensor : blueprint.tensors()) {
            long size = blueprint.shapeOf(tensor).size();
            weights += size;
            largest = Math.max(largest, size);
        }
        long learns = weights;
        // A matrix's gradient is made whole before it is added to the step's.
        long passing = largest;
        if (adaptation instanceof Adaptation.LowRank lowRank) {
            learns = AdapterLayout.of(blueprint, lowRank).size();
            weights += learns;
            passing = 0;
        }
        return new TrainingNeeds(
                Float.BYTES * weights,
                Float.BYTES * learns,
                2 * Float.BYTES * learns,
                keepsBest ? Float.BYTES * learns : 0,
                Float.BYTES * (activations(tokens, longest, activations) + passing),
                Float.BYTES * 2L * Math.min(LOGIT_ROWS, tokens) * configuration.vocabularySize(),
                tokens,
                activations);
    }

    private long activations(long tokens, long longest, Activations activations) {
        ModelConfiguration c = configuration;
        boolean gated = Blueprint.of(c).isGated();
        long hidden = c.hiddenSize();
        long queries = (long) c.heads() * c.headSize();
        long projected = queries + 2L * c.keyValueHeads() * c.headSize();
        long inner = c.feedForwardSize();
        long up = gated ? 2 * inner : inner;
        // With norms on queries and keys, they are kept as they were before, too.
        long layer = 2 * projected + queries + hidden + up;
        long passing = layer + up + 2 * inner + 6 * hidden + 2 * projected;
        long kept = activations == Activations.KEPT ? c.layers() * (hidden + layer) : c.layers() * hidden + layer;
        long scores = 4L * c.heads() * Math.min(QUERY_ROWS, longest) * longest;
        return tokens * (kept + passing) + scores;
    }
}

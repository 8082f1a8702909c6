package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.languagemodel.checkpoint.RopeScaling;

/** The frequencies of rotary embedding: the angle by which each pair of dimensions rotates per position. */
final class RotaryFrequencies {

    private RotaryFrequencies() {}

    /**
     * Creates the frequencies of an attention type.
     *
     * @param manager owns the array
     * @param rotaryDimensions the number of rotated dimensions of a head
     * @return float32 [rotaryDimensions / 2], in radians per position; a placeholder if the model has learned position embeddings
     */
    static PtNDArray create(PtNDManager manager, AttentionTypes.AttentionType type, int rotaryDimensions) {
        RopeScaling scaling = type.ropeScaling();
        double theta = type.ropeTheta();
        float[] frequencies = new float[Math.max(1, rotaryDimensions / 2)];
        for (int pair = 0; pair < rotaryDimensions / 2; pair++) {
            double frequency = Math.pow(theta, -2.0 * pair / rotaryDimensions);
            double divisor = scaling == null ? 1 : scaling.divisor(pair, rotaryDimensions, theta);
            frequencies[pair] = (float) (frequency / divisor);
        }
        // An array created from Java values uses a Java buffer; the copy uses native memory.
        try (NDArray array = manager.create(frequencies)) {
            return (PtNDArray) array.duplicate();
        }
    }
}

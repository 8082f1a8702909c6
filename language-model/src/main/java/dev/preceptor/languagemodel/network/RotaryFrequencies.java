package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.languagemodel.checkpoint.RopeScaling;

/** The frequencies of rotary embedding: by which angle each pair of a head's dimensions rotates from position to position. */
final class RotaryFrequencies {

    private RotaryFrequencies() {}

    /**
     * The frequencies of one kind of attention.
     *
     * @param rotaryDimensions how many of a head's dimensions are rotated
     * @return float32, [rotaryDimensions / 2]: radians per position; a placeholder for a model that learned its positions
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
        // An array made from Java values lives in a Java buffer; the copy has native memory of its own.
        try (NDArray array = manager.create(frequencies)) {
            return (PtNDArray) array.duplicate();
        }
    }
}

package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.RopeScaling;

/** How fast each pair of a head's dimensions turns from position to position. */
final class RotaryFrequencies {

    private RotaryFrequencies() {}

    /**
     * A model's frequencies.
     *
     * @return float32, [rotaryDimensions / 2]: radians per position; for a model that learned its positions something to hold
     *     their place
     */
    static PtNDArray create(PtNDManager manager, ModelConfiguration configuration) {
        int rotary = configuration.rotaryDimensions();
        RopeScaling scaling = configuration.ropeScaling();
        float[] frequencies = new float[Math.max(1, rotary / 2)];
        for (int pair = 0; pair < rotary / 2; pair++) {
            double frequency = Math.pow(configuration.ropeTheta(), -2.0 * pair / rotary);
            double divisor = scaling == null ? 1 : scaling.divisor(pair, rotary, configuration.ropeTheta());
            frequencies[pair] = (float) (frequency / divisor);
        }
        // An array made from Java values lives in a Java buffer; the copy has native memory of its own.
        try (NDArray array = manager.create(frequencies)) {
            return (PtNDArray) array.duplicate();
        }
    }
}

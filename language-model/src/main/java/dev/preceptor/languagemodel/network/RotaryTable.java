package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.RopeScaling;

/** By which angle each pair of a head's dimensions turns at each position. */
final class RotaryTable {

    private RotaryTable() {}

    /**
     * The table of a model.
     *
     * @return float32, [positions, rotaryDimensions]: cosine and sine of each pair's angle in turn, times the scaling's amplitude
     */
    static PtNDArray create(PtNDManager manager, ModelConfiguration configuration, int positions) {
        int rotary = configuration.rotaryDimensions();
        RopeScaling scaling = configuration.ropeScaling();
        float amplitude = scaling == null ? 1 : (float) scaling.amplitude();
        float[] table = new float[positions * rotary];
        for (int pair = 0; pair < rotary / 2; pair++) {
            float frequency = frequency(configuration, pair);
            for (int position = 0; position < positions; position++) {
                // float32 before the cosine: models were trained with angles of that precision.
                float angle = position * frequency;
                table[position * rotary + 2 * pair] = amplitude * (float) Math.cos(angle);
                table[position * rotary + 2 * pair + 1] = amplitude * (float) Math.sin(angle);
            }
        }
        // An array made from Java values lives in a Java buffer; the copy has native memory of its own.
        try (NDArray array = manager.create(table, new Shape(positions, rotary))) {
            return (PtNDArray) array.duplicate();
        }
    }

    private static float frequency(ModelConfiguration configuration, int pair) {
        int rotary = configuration.rotaryDimensions();
        double frequency = Math.pow(configuration.ropeTheta(), -2.0 * pair / rotary);
        RopeScaling scaling = configuration.ropeScaling();
        return (float)
                (scaling == null ? frequency : frequency / scaling.divisor(pair, rotary, configuration.ropeTheta()));
    }
}

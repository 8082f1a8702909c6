package dev.preceptor.languagemodel.checkpoint;

import java.util.Optional;

/**
 * How rotary frequencies are stretched to reach beyond the context that a model was first trained on.
 *
 * <p>The rules are those of transformers (modeling_rope_utils.py).
 */
public sealed interface RopeScaling {

    /** The {@code rope_type} of config.json. */
    String type();

    /**
     * By what a pair's frequency, theta^(-2 pair / dimensions), is divided.
     *
     * @param pair from 0 to dimensions / 2 - 1
     * @param dimensions how many of a head's dimensions are rotated
     * @param theta the base of the frequencies
     */
    double divisor(int pair, int dimensions, double theta);

    /** By what queries and keys are multiplied, beside being turned. */
    default double amplitude() {
        return 1;
    }

    /** All frequencies alike. */
    record Linear(double factor) implements RopeScaling {

        @Override
        public String type() {
            return "linear";
        }

        @Override
        public double divisor(int pair, int dimensions, double theta) {
            return factor;
        }
    }

    /** Only for sequences longer than the model's context, which there are none of here; kept for who reads a saved model. */
    record Dynamic(double factor) implements RopeScaling {

        @Override
        public String type() {
            return "dynamic";
        }

        @Override
        public double divisor(int pair, int dimensions, double theta) {
            return 1;
        }
    }

    /**
     * Llama 3's: by the wavelength.
     *
     * @param factor by how much low frequencies are divided
     * @param lowFrequencyFactor wavelengths above originalContextLength / this are divided in full
     * @param highFrequencyFactor wavelengths below originalContextLength / this stay as they are; those between are
     *     interpolated
     * @param originalContextLength the context length of the first training, in tokens
     */
    record Llama3(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContextLength)
            implements RopeScaling {

        @Override
        public String type() {
            return "llama3";
        }

        @Override
        public double divisor(int pair, int dimensions, double theta) {
            double frequency = Math.pow(theta, -2.0 * pair / dimensions);
            double wavelengths = originalContextLength * frequency / (2 * Math.PI);
            double kept = (wavelengths - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
            double share = Math.min(1, Math.max(0, kept));
            return 1 / ((1 - share) / factor + share);
        }
    }

    /**
     * YaRN (Peng et al. 2023): by how often a pair turns within the first context, and with sharper attention.
     *
     * @param factor by how much low frequencies are divided
     * @param fastTurns pairs that turn more often than this stay as they are
     * @param slowTurns pairs that turn less often are divided in full; those between are interpolated
     * @param originalContextLength the context length of the first training, in tokens
     * @param wholePairs the bounds between them are rounded to whole pairs
     * @param attentionFactor the amplitude, where the model names it
     * @param scales mscale and mscale_all_dim, of which the amplitude is made where the model names both
     */
    record Yarn(
            double factor,
            double fastTurns,
            double slowTurns,
            int originalContextLength,
            boolean wholePairs,
            Optional<Double> attentionFactor,
            Optional<Scales> scales)
            implements RopeScaling {

        /** DeepSeek's way to name an amplitude. */
        public record Scales(double own, double allDimensions) {}

        @Override
        public String type() {
            return "yarn";
        }

        @Override
        public double divisor(int pair, int dimensions, double theta) {
            double first = pairThatTurns(fastTurns, dimensions, theta);
            double last = pairThatTurns(slowTurns, dimensions, theta);
            if (wholePairs) {
                first = Math.floor(first);
                last = Math.ceil(last);
            }
            first = Math.max(first, 0);
            last = Math.min(last, dimensions - 1);
            double width = last == first ? 0.001 : last - first;
            double divided = Math.min(1, Math.max(0, (pair - first) / width));
            return 1 / (divided / factor + 1 - divided);
        }

        private double pairThatTurns(double times, int dimensions, double theta) {
            return dimensions * Math.log(originalContextLength / (times * 2 * Math.PI)) / (2 * Math.log(theta));
        }

        @Override
        public double amplitude() {
            return attentionFactor.orElseGet(() -> scales.map(
                            s -> amplitude(s.own()) / amplitude(s.allDimensions()))
                    .orElseGet(() -> amplitude(1)));
        }

        private double amplitude(double scale) {
            return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
        }
    }
}

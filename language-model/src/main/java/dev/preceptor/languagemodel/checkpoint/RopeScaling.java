package dev.preceptor.languagemodel.checkpoint;

import java.util.List;
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
     * The divisor of a pair's frequency, theta^(-2 pair / dimensions).
     *
     * @param pair from 0 to dimensions / 2 - 1
     * @param dimensions how many of a head's dimensions are rotated
     * @param theta the base of the frequencies
     */
    double divisor(int pair, int dimensions, double theta);

    /** The factor of rotated queries and keys, which scales attention's scores by its square. */
    default double attentionFactor() {
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
     * YaRN (Peng et al. 2023): pairs are scaled by the number of their rotations within the first context; attention is sharper.
     *
     * @param factor by how much low frequencies are divided
     * @param betaFast pairs that rotate more often than this stay as they are
     * @param betaSlow pairs that rotate less often are divided in full; those between are interpolated
     * @param originalContextLength the context length of the first training, in tokens
     * @param truncate whether the bounds between them are rounded to whole pairs
     * @param explicitAttentionFactor where the model names it
     * @param mscale what the attention factor is computed from, where the model names it
     */
    record Yarn(
            double factor,
            double betaFast,
            double betaSlow,
            int originalContextLength,
            boolean truncate,
            Optional<Double> explicitAttentionFactor,
            Optional<Mscale> mscale)
            implements RopeScaling {

        /** DeepSeek's {@code mscale} and {@code mscale_all_dim}. */
        public record Mscale(double own, double allDimensions) {}

        @Override
        public String type() {
            return "yarn";
        }

        @Override
        public double divisor(int pair, int dimensions, double theta) {
            double first = pairWithRotations(betaFast, dimensions, theta);
            double last = pairWithRotations(betaSlow, dimensions, theta);
            if (truncate) {
                first = Math.floor(first);
                last = Math.ceil(last);
            }
            first = Math.max(first, 0);
            last = Math.min(last, dimensions - 1);
            double width = last == first ? 0.001 : last - first;
            double divided = Math.min(1, Math.max(0, (pair - first) / width));
            return 1 / (divided / factor + 1 - divided);
        }

        private double pairWithRotations(double rotations, int dimensions, double theta) {
            return dimensions * Math.log(originalContextLength / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
        }

        @Override
        public double attentionFactor() {
            return explicitAttentionFactor.orElseGet(
                    () -> mscale.map(m -> attentionFactor(m.own()) / attentionFactor(m.allDimensions()))
                            .orElseGet(() -> attentionFactor(1)));
        }

        private double attentionFactor(double scale) {
            return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
        }
    }

    /**
     * LongRoPE (Ding et al. 2024): a divisor for each pair. A model has one list for sequences within its first context and one for
     * longer sequences. Sequences here stay within the first context, so that all of them use the first list.
     *
     * @param shortDivisors for sequences within the first context
     * @param longDivisors for longer ones; kept for who reads a saved model
     * @param originalContextLength the context length of the first training, in tokens: the greatest length here
     * @param extendedContextLength what the longer sequences may have
     * @param explicitAttentionFactor where the model names it
     */
    record LongRope(
            List<Double> shortDivisors,
            List<Double> longDivisors,
            int originalContextLength,
            int extendedContextLength,
            Optional<Double> explicitAttentionFactor)
            implements RopeScaling {

        @Override
        public String type() {
            return "longrope";
        }

        @Override
        public double divisor(int pair, int dimensions, double theta) {
            return shortDivisors.get(pair);
        }

        @Override
        public double attentionFactor() {
            double factor = (double) extendedContextLength / originalContextLength;
            return explicitAttentionFactor.orElse(
                    factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalContextLength)));
        }
    }
}

package dev.preceptor.languagemodel.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * The scaling of the rotary frequencies, which extends the context beyond the original training.
 *
 * <p>The formulas are those of transformers (modeling_rope_utils.py).
 */
public sealed interface RopeScaling {

    /** Returns the {@code rope_type} in config.json. */
    String type();

    /**
     * Returns the divisor of the frequency of a pair, theta^(-2 pair / dimensions).
     *
     * @param pair the index of the pair, from 0 to dimensions / 2 - 1
     * @param dimensions the number of rotated dimensions of a head
     * @param theta the base of the frequencies
     */
    double divisor(int pair, int dimensions, double theta);

    /** Returns the factor of the rotated queries and keys. It scales the attention scores by its square. */
    default double attentionFactor() {
        return 1;
    }

    /** Linear scaling: divides all frequencies by the same factor. */
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

    /**
     * Dynamic NTK scaling. It changes the frequencies only for sequences longer than the context of the model, which this library
     * does not support. The factor is kept for saved models.
     */
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
     * The scaling of Llama 3, which depends on the wavelength of a pair.
     *
     * @param factor the divisor of low frequencies
     * @param lowFrequencyFactor pairs with a wavelength above originalContextLength / lowFrequencyFactor are divided by the
     *     full factor
     * @param highFrequencyFactor pairs with a wavelength below originalContextLength / highFrequencyFactor are not scaled; pairs
     *     between the two bounds are interpolated
     * @param originalContextLength the context length of the original training, in tokens
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
            double position = (wavelengths - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
            double unscaledShare = Math.min(1, Math.max(0, position));
            return 1 / ((1 - unscaledShare) / factor + unscaledShare);
        }
    }

    /**
     * YaRN (Peng et al. 2023). The divisor depends on the number of rotations of a pair within the original context. The
     * attention factor compensates for the longer context.
     *
     * @param factor the divisor of low frequencies
     * @param betaFast pairs with more rotations than this are not scaled
     * @param betaSlow pairs with fewer rotations than this are divided by the full factor; pairs between the two bounds are
     *     interpolated
     * @param originalContextLength the context length of the original training, in tokens
     * @param truncate whether the two bounds are rounded to whole pairs
     * @param explicitAttentionFactor the attention factor, if the model specifies it
     * @param mscale the parameters that determine the attention factor, if the model specifies them
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

        /** The parameters {@code mscale} and {@code mscale_all_dim} of DeepSeek's models. */
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
            double scaledShare = Math.min(1, Math.max(0, (pair - first) / width));
            return 1 / (scaledShare / factor + 1 - scaledShare);
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
     * LongRoPE (Ding et al. 2024), which has a divisor for each pair. A model has one list of divisors for sequences within its
     * original context and one for longer sequences. This library limits sequences to the original context and uses the first.
     *
     * @param shortDivisors the divisors for sequences within the original context
     * @param longDivisors the divisors for longer sequences; kept for saved models
     * @param originalContextLength the context length of the original training, in tokens
     * @param extendedContextLength the maximum length of the longer sequences, in tokens
     * @param explicitAttentionFactor the attention factor, if the model specifies it
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

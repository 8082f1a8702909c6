package dev.preceptor.languagemodel.network;

import java.util.List;

/** The method of fine-tuning: full, or LoRA. It determines which parameters are trained. */
public sealed interface AdaptationMethod {

    /** Returns the method that trains all weights. */
    static AdaptationMethod full() {
        return new Full();
    }

    /** Full fine-tuning: all weights are trained. */
    record Full() implements AdaptationMethod {}

    /**
     * LoRA (Hu et al. 2022), compatible with PEFT: a linear layer computes with W + scale * B A, and only A and B are trained.
     *
     * @param rank the number of rows of A and of columns of B
     * @param alpha the numerator of the scale
     * @param rankStabilised whether the scale is alpha / sqrt(rank) instead of alpha / rank (rsLoRA)
     * @param targets the last parts of the adapted layers' names, such as {@code q_proj}, or {@link #ALL_LINEAR}
     * @param seed the seed of the initialisation: A is uniform in +-1 / sqrt(columns of A), B is zero
     */
    record LowRank(int rank, double alpha, boolean rankStabilised, List<String> targets, long seed)
            implements AdaptationMethod {

        /** The target that stands for all linear layers except the output projection. */
        public static final String ALL_LINEAR = "all-linear";

        public LowRank {
            if (rank < 1 || !(alpha > 0) || Double.isInfinite(alpha) || targets.isEmpty()) {
                throw new IllegalArgumentException("LoRA needs rank >= 1, alpha > 0 and a target, not %d, %s and %s"
                        .formatted(rank, alpha, targets));
            }
            targets = List.copyOf(targets);
        }
    }
}

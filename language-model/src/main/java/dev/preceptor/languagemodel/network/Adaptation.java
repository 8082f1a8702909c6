package dev.preceptor.languagemodel.network;

import java.util.List;

/** Which parameters of a model are trained. */
public sealed interface Adaptation {

    /** All weights. */
    static Adaptation full() {
        return new Full();
    }

    /** All weights. */
    record Full() implements Adaptation {}

    /**
     * Low-rank updates of linear layers (LoRA, Hu et al. 2022), as PEFT has them: W + scale * B A, where only A and B are trained.
     *
     * @param rank rows of A and columns of B
     * @param alpha the scale's numerator
     * @param rankStabilised the scale is alpha / sqrt(rank) instead of alpha / rank
     * @param targets the last parts of the adapted layers' names, such as {@code q_proj}, or {@link #ALL_LINEAR}
     * @param seed of the start: A is drawn uniformly from +-1 / sqrt(its width), B is zero
     */
    record LowRank(int rank, double alpha, boolean rankStabilised, List<String> targets, long seed)
            implements Adaptation {

        /** Every linear layer but the output projection. */
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

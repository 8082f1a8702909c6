package dev.preceptor.languagemodel.network;

import java.util.Locale;

/**
 * What a training takes of its device's memory, in bytes: an estimate from the sizes of what it keeps.
 *
 * @param weights in float32, adapters included
 * @param gradients of what learns
 * @param optimizer AdamW's two moments of what learns
 * @param bestEpoch a copy of what learns, where examples are held out
 * @param activations what a pass remembers and works on, attention's scores included, for the greatest micro-batch
 * @param logits those that are computed at once, and their gradient
 * @param tokens of the greatest micro-batch
 * @param remembers what is remembered for the activations above
 */
public record TrainingNeeds(
        long weights,
        long gradients,
        long optimizer,
        long bestEpoch,
        long activations,
        long logits,
        long tokens,
        Activations remembers) {

    private static final double GIB = 1L << 30;

    public long total() {
        return weights + gradients + optimizer + bestEpoch + activations + logits;
    }

    /** {@code 2.31 GiB: weights 0.50, gradients 0.50, ...}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.2f GiB: weights %.2f, gradients %.2f, optimizer %.2f, %sactivations %.2f (%s) and logits %.2f for %d tokens at"
                        + " once",
                total() / GIB,
                weights / GIB,
                gradients / GIB,
                optimizer / GIB,
                bestEpoch == 0 ? "" : String.format(Locale.ROOT, "best epoch %.2f, ", bestEpoch / GIB),
                activations / GIB,
                remembers.name().toLowerCase(Locale.ROOT),
                logits / GIB,
                tokens);
    }
}

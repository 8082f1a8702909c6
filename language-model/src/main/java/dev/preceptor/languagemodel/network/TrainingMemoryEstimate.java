package dev.preceptor.languagemodel.network;

import java.util.Locale;

/**
 * An estimate of the device memory of a training, in bytes.
 *
 * @param weights the float32 weights, including adapters
 * @param gradients the gradients of the trained parameters
 * @param optimizer the two moments of AdamW for the trained parameters
 * @param bestEpoch a copy of the trained parameters; 0 if there is no validation set
 * @param activations the activations and intermediate results of the largest micro-batch, including attention scores
 * @param logits a chunk of logits and its gradient
 * @param tokens the number of tokens in the largest micro-batch
 * @param activationMode whether the estimate is for kept or recomputed activations
 */
public record TrainingMemoryEstimate(
        long weights,
        long gradients,
        long optimizer,
        long bestEpoch,
        long activations,
        long logits,
        long tokens,
        Activations activationMode) {

    private static final double GIB = 1L << 30;

    public long total() {
        return weights + gradients + optimizer + bestEpoch + activations + logits;
    }

    /** Returns a text such as {@code 2.31 GiB: weights 0.50, gradients 0.50, ...}. */
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
                activationMode.name().toLowerCase(Locale.ROOT),
                logits / GIB,
                tokens);
    }
}

package dev.preceptor.languagemodel.network;

/**
 * The constants of AdamW (Loshchilov and Hutter 2019), with PyTorch's order of operations.
 *
 * @param beta1 decay of the gradient's mean
 * @param beta2 decay of its square's mean
 * @param epsilon added to the root of the latter
 * @param weightDecay share of every weight, biases and norms too, that a step at rate 1 would take away
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) {

    public AdamW {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0 && weightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "AdamW needs 0 <= beta1 < 1, 0 <= beta2 < 1, epsilon > 0 and weight decay >= 0, not "
                            + "%s, %s, %s and %s".formatted(beta1, beta2, epsilon, weightDecay));
        }
    }

    /** PyTorch's defaults, but no weight decay. */
    public static AdamW defaults() {
        return new AdamW(0.9, 0.999, 1e-8, 0);
    }
}

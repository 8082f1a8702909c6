package dev.preceptor.languagemodel.network;

/**
 * The hyperparameters of AdamW (Loshchilov and Hutter 2019), with PyTorch's order of operations.
 *
 * @param beta1 the decay rate of the mean of the gradient
 * @param beta2 the decay rate of the mean of the squared gradient
 * @param epsilon the number added to the square root of the mean of the squared gradient
 * @param weightDecay the coefficient of the weight decay, which applies to all weights including biases and norms
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) {

    public AdamW {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0 && weightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "AdamW needs 0 <= beta1 < 1, 0 <= beta2 < 1, epsilon > 0 and weight decay >= 0, not "
                            + "%s, %s, %s and %s".formatted(beta1, beta2, epsilon, weightDecay));
        }
    }

    /** Returns PyTorch's defaults, but without weight decay. */
    public static AdamW defaults() {
        return new AdamW(0.9, 0.999, 1e-8, 0);
    }
}

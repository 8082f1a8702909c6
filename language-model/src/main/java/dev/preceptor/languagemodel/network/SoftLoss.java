package dev.preceptor.languagemodel.network;

/**
 * The loss of tokens with soft targets: {@code (1 - weight) * cross-entropy + weight * soft}. Tokens without soft targets have the
 * cross-entropy alone. docs/METHOD.md has the formulas and their sources.
 *
 * @param kind the soft loss
 * @param weight its weight, from 0 to 1
 * @param temperature the temperature of both distributions, above 0. The loss is not multiplied by its square
 * @param beta for {@link Kind#JSD}: 0 for the forward divergence KL(teacher, student), 1 for the reverse one, between for a mixture
 */
public record SoftLoss(Kind kind, double weight, double temperature, double beta) {

    /** A soft loss. */
    public enum Kind {
        /** The generalised Jensen-Shannon divergence over the teacher's tokens and the rest of the vocabulary. */
        JSD,
        /** The reverse divergence, estimated from the completion's token by log q - log p; its gradient is a score function's. */
        K1,
        /** The same, estimated by p/q - 1 - log p/q, and differentiated. */
        K3;

        /** Returns the number in soft_targets.py. */
        long number() {
            return ordinal() + 1L;
        }
    }

    public SoftLoss {
        if (!(weight >= 0 && weight <= 1) || !(temperature > 0) || !(beta >= 0 && beta <= 1)) {
            throw new IllegalArgumentException(
                    "a soft loss needs a weight and a beta from 0 to 1 and a temperature above 0, not %s, %s and %s"
                            .formatted(weight, beta, temperature));
        }
        if (kind != Kind.JSD && temperature != 1) {
            throw new IllegalArgumentException(
                    "the estimators k1 and k3 know the teacher's probability of one token, which has no temperature but 1");
        }
    }

    /** Returns the forward divergence KL(teacher, student). */
    public static SoftLoss forward(double weight, double temperature) {
        return new SoftLoss(Kind.JSD, weight, temperature, 0);
    }

    /** Returns whether the soft targets are the completion's tokens. */
    public boolean isSampled() {
        return kind != Kind.JSD;
    }
}

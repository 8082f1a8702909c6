package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How examples with a teacher's log-probabilities are trained: {@code (1 - weight) * cross-entropy + weight * soft loss}.
 *
 * @param weight the weight of the soft loss, above 0 and at most 1
 * @param temperature the temperature of both distributions, above 0; 1 for {@code k1} and {@code k3}
 * @param loss {@code forward}: KL(teacher, student); {@code reverse}: KL(student, teacher); {@code jsd}: the generalised
 *     Jensen-Shannon divergence; {@code k1} and {@code k3}: estimators of the reverse one from the completion's tokens
 * @param beta the share of the teacher in the mixture of {@code jsd}, between 0 and 1; null for the others
 */
public record SoftSpecification(
        Double weight, Double temperature, String loss, @JsonInclude(JsonInclude.Include.NON_NULL) Double beta) {

    public SoftSpecification {
        weight = weight == null ? 0.5 : weight;
        Checks.above("training.soft.weight", weight, 0, 1);
        temperature = temperature == null ? 1.0 : temperature;
        loss = Checks.oneOf(
                "training.soft.loss", loss == null ? "forward" : loss, "forward", "reverse", "jsd", "k1", "k3");
        if (!(temperature > 0 && temperature <= 100)) {
            throw new InvalidSpecificationException(
                    "training.soft.temperature", "must be above 0 and at most 100, is " + temperature);
        }
        if (loss.startsWith("k") && temperature != 1) {
            throw new InvalidSpecificationException(
                    "training.soft.temperature", "must be 1 for the loss " + loss + ", is " + temperature);
        }
        if (loss.equals("jsd")) {
            beta = beta == null ? 0.5 : beta;
            Checks.within("training.soft.beta", beta, 0, 1);
        } else if (beta != null) {
            throw new InvalidSpecificationException("training.soft.beta", "belongs to the loss jsd, not to " + loss);
        }
    }

    /** Returns the share of the teacher in the mixture: 0 for {@code forward}, 1 for {@code reverse}. */
    @JsonIgnore
    public double mixture() {
        return beta != null ? beta : loss.equals("reverse") ? 1 : 0;
    }
}

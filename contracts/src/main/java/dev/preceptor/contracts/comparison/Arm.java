package dev.preceptor.contracts.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.specification.Method;
import java.math.BigDecimal;

/**
 * One arm of a comparison: a method, the share of the taught tasks that the student is trained on, and perhaps teachers of its own.
 *
 * @param fraction the share of the taught tasks, above 0 and at most 1
 * @param name distinguishes the arm's teachers from those of other arms; null if it has the specification's teachers
 * @param teachers the list of teachers that takes the place of the specification's, with the same budget; null if {@code name} is null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Arm(Method method, double fraction, String name, JsonNode teachers) {

    /** An arm with the specification's teachers. */
    public Arm(Method method, double fraction) {
        this(method, fraction, null, null);
    }

    /** Returns the arm's unique name, which is part of its run's name: {@code persd}, {@code persd-0.33}, {@code persd-cheap}. */
    public String label() {
        return title() + (fraction == 1 ? "" : "-" + plain(fraction));
    }

    /** Returns the method and the name of the arm's teachers, without the share. */
    public String title() {
        return method.label() + (name == null ? "" : "-" + name);
    }

    /** Returns the fraction as a percentage for reports. */
    public String share() {
        return plain(Math.round(10_000 * fraction) / 100.0) + " %";
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}

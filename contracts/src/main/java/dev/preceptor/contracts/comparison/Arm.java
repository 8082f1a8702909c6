package dev.preceptor.contracts.comparison;

import dev.preceptor.contracts.specification.Method;
import java.math.BigDecimal;

/**
 * One arm of a comparison: a method, and the share of the taught tasks that the student is trained on.
 *
 * @param fraction the share of the taught tasks, above 0 and at most 1
 */
public record Arm(Method method, double fraction) {

    /** Returns the arm's unique name, which is part of its run's name: {@code persd}, {@code persd-0.33}. */
    public String label() {
        return fraction == 1 ? method.label() : method.label() + "-" + plain(fraction);
    }

    /** Returns the fraction as a percentage for reports. */
    public String share() {
        return plain(Math.round(10_000 * fraction) / 100.0) + " %";
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}

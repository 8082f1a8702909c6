package dev.preceptor.cli.compare;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.specification.Method;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What is compared: a method, trained on a share of the tasks that it taught.
 *
 * @param fraction above 0, at most 1
 */
record Arm(Method method, double fraction) {

    /** Each method at each fraction, the methods in their order; what is named twice counts once. */
    static List<Arm> of(List<Method> methods, List<Double> fractions) {
        List<Arm> arms = new ArrayList<>();
        for (Method method : new LinkedHashSet<>(methods)) {
            for (double fraction : new LinkedHashSet<>(fractions)) {
                arms.add(new Arm(method, fraction));
            }
        }
        return arms;
    }

    /** @throws CommandException naming the methods that there are, if this is none */
    static Method method(String label) {
        try {
            return Method.of(label.strip());
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput("--methods: " + e.getMessage(), e);
        }
    }

    /** @throws CommandException if it is no share */
    static double fraction(String text) {
        try {
            double fraction = Double.parseDouble(text.strip());
            if (fraction > 0 && fraction <= 1) {
                return fraction;
            }
        } catch (NumberFormatException e) {
            throw CommandException.badInput("--fractions: '" + text + "' is no number; shares look like 0.33,1", e);
        }
        throw CommandException.badInput(
                "--fractions: " + text.strip() + " is no share of the taught tasks: it must be above 0 and at most 1");
    }

    /** As part of a run's name, and to tell it from the others: {@code persd}, {@code persd-0.33}. */
    String label() {
        return fraction == 1 ? method.label() : method.label() + "-" + plain(fraction);
    }

    /** The share for people. */
    String share() {
        return plain(Math.round(10_000 * fraction) / 100.0) + " %";
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}

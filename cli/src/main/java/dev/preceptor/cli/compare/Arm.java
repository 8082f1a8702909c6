package dev.preceptor.cli.compare;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.specification.Method;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * One arm of a comparison: a method, and the share of the taught tasks that the student is trained on.
 *
 * @param fraction the share of the taught tasks, above 0 and at most 1
 */
record Arm(Method method, double fraction) {

    /** All combinations of methods and fractions, in the order of the methods. Duplicates are removed. */
    static List<Arm> of(List<Method> methods, List<Double> fractions) {
        List<Arm> arms = new ArrayList<>();
        for (Method method : new LinkedHashSet<>(methods)) {
            for (double fraction : new LinkedHashSet<>(fractions)) {
                arms.add(new Arm(method, fraction));
            }
        }
        return arms;
    }

    /** @throws CommandException listing the known methods, if this one is unknown */
    static Method method(String label) {
        try {
            return Method.of(label.strip());
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput("--methods: " + e.getMessage(), e);
        }
    }

    /** @throws CommandException if the text is not a number above 0 and at most 1 */
    static double fraction(String text) {
        try {
            double fraction = Double.parseDouble(text.strip());
            if (fraction > 0 && fraction <= 1) {
                return fraction;
            }
        } catch (NumberFormatException e) {
            throw CommandException.badInput("--fractions: '" + text + "' is not a number; an example is 0.33,1", e);
        }
        throw CommandException.badInput("--fractions: " + text.strip()
                + " is out of range: a share of the taught tasks is above 0 and at most 1");
    }

    /** The arm's unique name, which is part of its run's name: {@code persd}, {@code persd-0.33}. */
    String label() {
        return fraction == 1 ? method.label() : method.label() + "-" + plain(fraction);
    }

    /** The fraction as a percentage for reports. */
    String share() {
        return plain(Math.round(10_000 * fraction) / 100.0) + " %";
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}

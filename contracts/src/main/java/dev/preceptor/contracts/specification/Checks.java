package dev.preceptor.contracts.specification;

import java.util.List;

/** Validation of the settings in a specification. */
final class Checks {

    private Checks() {}

    static void required(String setting, Object value) {
        if (value == null || value instanceof String text && text.isBlank()) {
            throw new InvalidSpecificationException(setting, "is required");
        }
    }

    static void atLeast(String setting, double value, double least) {
        if (!(value >= least)) {
            throw new InvalidSpecificationException(
                    setting, "must be at least " + plain(least) + ", is " + plain(value));
        }
    }

    static void within(String setting, double value, double least, double greatest) {
        if (!(value >= least && value <= greatest)) {
            throw new InvalidSpecificationException(
                    setting, "must be from " + plain(least) + " to " + plain(greatest) + ", is " + plain(value));
        }
    }

    static void above(String setting, double value, double bound, double greatest) {
        if (!(value > bound && value <= greatest)) {
            throw new InvalidSpecificationException(
                    setting,
                    "must be above " + plain(bound) + " and at most " + plain(greatest) + ", is " + plain(value));
        }
    }

    static String oneOf(String setting, String value, String... known) {
        if (!List.of(known).contains(value)) {
            throw new InvalidSpecificationException(
                    setting,
                    "'" + value + "' is unknown; known: " + String.join(", ", known)
                            + Similar.suggestion(value, List.of(known)));
        }
        return value;
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}

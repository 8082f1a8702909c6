package dev.preceptor.languagemodel.tokenizer.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;

/** Filters that make numbers. */
final class NumberFilters {

    static final Map<String, Filter> ALL = Map.of(
            "int", NumberFilters::whole,
            "float", NumberFilters::real,
            "abs", (value, arguments) -> absolute(number(value)),
            "round", NumberFilters::round);

    private NumberFilters() {}

    private static Number number(Object value) {
        Number number = Values.number(value);
        if (number == null) {
            throw new JinjaException(Values.type(value) + " is not a number");
        }
        return number;
    }

    private static Object absolute(Number number) {
        return number instanceof Long whole ? (Object) Math.abs(whole) : (Object) Math.abs(number.doubleValue());
    }

    private static Object whole(Object value, Arguments arguments) {
        Number number = Values.number(value);
        if (number != null) {
            return number.longValue();
        }
        int base = arguments.number(1, "base", 10);
        String text = Values.text(value).strip().replace("_", "");
        try {
            return base == 10 ? Long.parseLong(text) : inBase(text, base);
        } catch (NumberFormatException e) {
            try {
                return (long) Double.parseDouble(text);
            } catch (NumberFormatException notReal) {
                return arguments.get(0, "default", 0L);
            }
        }
    }

    private static Object inBase(String text, int base) {
        String digits = text.toLowerCase(Locale.ROOT).replaceFirst("^0[xob]", "");
        int own = text.matches("0[xX].*") ? 16 : text.matches("0[oO].*") ? 8 : text.matches("0[bB].*") ? 2 : 10;
        return Long.parseLong(digits, base == 0 ? own : base);
    }

    private static Object real(Object value, Arguments arguments) {
        Number number = Values.number(value);
        if (number != null) {
            return number.doubleValue();
        }
        try {
            return Double.parseDouble(Values.text(value).strip());
        } catch (NumberFormatException e) {
            return arguments.get(0, "default", 0.0);
        }
    }

    private static Object round(Object value, Arguments arguments) {
        Number number = number(value);
        int places = Math.max(-100, Math.min(100, arguments.number(0, "precision", 0)));
        RoundingMode mode =
                switch (Values.text(arguments.get(1, "method", "common"))) {
                    case "common" -> RoundingMode.HALF_EVEN;
                    case "ceil" -> RoundingMode.CEILING;
                    case "floor" -> RoundingMode.FLOOR;
                    default -> throw new JinjaException("round: the method is common, ceil or floor");
                };
        BigDecimal exact = new BigDecimal(number.doubleValue());
        double rounded = exact.setScale(places, mode).doubleValue();
        return number instanceof Long && mode == RoundingMode.HALF_EVEN ? (Object) (long) rounded : (Object) rounded;
    }
}

package dev.preceptor.languagemodel.tokenizer.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's two ways to put values into a text: {@code '%s' % value} and {@code '{}'.format(value)}. */
final class Formatting {

    private static final Pattern PERCENT = Pattern.compile("%(?:\\((\\w+)\\))?([-0]*)(\\d*)(?:\\.(\\d+))?([sdifr%])");
    private static final Pattern BRACES = Pattern.compile("\\{\\{|}}|\\{(\\w*)}|\\{|}");

    private Formatting() {}

    static String percent(String format, Arguments arguments) {
        Matcher matcher = PERCENT.matcher(format);
        StringBuilder text = new StringBuilder();
        int next = 0;
        while (matcher.find()) {
            if (matcher.group(5).equals("%")) {
                matcher.appendReplacement(text, "%");
                continue;
            }
            Object value = matcher.group(1) == null
                    ? arguments.required(next++, "argument " + next)
                    : arguments.named().get(matcher.group(1));
            matcher.appendReplacement(text, Matcher.quoteReplacement(padded(conversion(matcher, value), matcher)));
        }
        matcher.appendTail(text);
        return text.toString();
    }

    /** {@code format % values}: a tuple, a mapping or one value. */
    static String percent(String format, Object values) {
        if (values instanceof Map<?, ?> map) {
            Map<String, Object> named = new HashMap<>();
            map.forEach((key, value) -> named.put(String.valueOf(key), value));
            return percent(format, new Arguments(List.of(), named));
        }
        List<Object> positional = values instanceof Tuple tuple ? tuple : Collections.singletonList(values);
        return percent(format, new Arguments(positional, Map.of()));
    }

    private static String conversion(Matcher matcher, Object value) {
        int places = matcher.group(4) == null ? 6 : Integer.parseInt(matcher.group(4));
        return switch (matcher.group(5)) {
            case "s" -> Values.text(value);
            case "r" -> Literals.python(value);
            case "f" -> decimal(value, Math.min(places, 100));
            default -> decimal(value, 0);
        };
    }

    private static String decimal(Object value, int places) {
        Number number = Values.number(value);
        if (number == null) {
            throw new JinjaException(Values.type(value) + " is not a number");
        }
        // The exact value of the double, so that halves are rounded as in C.
        return places == 0 && number instanceof Long
                ? number.toString()
                : new BigDecimal(number.doubleValue())
                        .setScale(places, places == 0 ? RoundingMode.DOWN : RoundingMode.HALF_EVEN)
                        .toPlainString();
    }

    private static String padded(String text, Matcher matcher) {
        int width = matcher.group(3).isEmpty()
                ? 0
                : Integer.parseInt(matcher.group(3)
                        .substring(0, Math.min(6, matcher.group(3).length())));
        if (matcher.group(2).contains("-")) {
            return Padding.right(text, width, " ");
        }
        boolean zeros = matcher.group(2).contains("0") && !matcher.group(5).matches("[sr]");
        return zeros ? Padding.zeros(text, width) : Padding.left(text, width, " ");
    }

    static String braces(String format, Arguments arguments) {
        Matcher matcher = BRACES.matcher(format);
        StringBuilder text = new StringBuilder();
        int next = 0;
        while (matcher.find()) {
            String name = matcher.group(1);
            String piece;
            if (name == null) {
                if (matcher.group().length() == 1) {
                    throw new JinjaException("format: only {}, {0} and {name} are supported");
                }
                piece = matcher.group().substring(1);
            } else if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
                int at = name.isEmpty() ? next++ : (int) Double.parseDouble(name);
                piece = Values.text(arguments.required(at, "argument " + at));
            } else {
                piece = Values.text(arguments.required(Integer.MAX_VALUE, name));
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(piece));
        }
        matcher.appendTail(text);
        return text.toString();
    }
}

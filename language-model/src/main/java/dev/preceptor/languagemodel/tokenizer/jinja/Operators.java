package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic and comparison as in Python. */
final class Operators {

    private static final int GREATEST_TEXT = 4 << 20;

    private Operators() {}

    static Object number(Token token) {
        String digits = token.text().replace("_", "");
        try {
            return digits.matches("\\d+") ? (Object) Long.valueOf(digits) : (Object) Double.valueOf(digits);
        } catch (NumberFormatException e) {
            throw JinjaException.at(token.line(), "a number is too large: " + digits);
        }
    }

    static boolean compare(String operator, Object left, Object right) {
        return switch (operator) {
            case "==" -> Values.same(left, right);
            case "!=" -> !Values.same(left, right);
            case "<" -> Values.compare(left, right) < 0;
            case "<=" -> Values.compare(left, right) <= 0;
            case ">" -> Values.compare(left, right) > 0;
            case ">=" -> Values.compare(left, right) >= 0;
            case "in" -> Values.contains(right, left);
            default -> !Values.contains(right, left);
        };
    }

    static Object binary(String operator, Object left, Object right) {
        if (operator.equals("~")) {
            return joined(Values.text(left), Values.text(right));
        }
        if (operator.equals("+") && left instanceof String a && right instanceof String b) {
            return joined(a, b);
        }
        if (operator.equals("%") && left instanceof String format) {
            return Formatting.percent(format, right);
        }
        if (operator.equals("*") && right instanceof Long count && (left instanceof String || left instanceof List)) {
            return repeated(left, count);
        }
        if (operator.equals("*") && left instanceof Long count && (right instanceof String || right instanceof List)) {
            return repeated(right, count);
        }
        if (operator.equals("+") && left instanceof List<?> a && right instanceof List<?> b) {
            List<Object> both = new ArrayList<>(a);
            both.addAll(b);
            return both;
        }
        Number a = Values.number(left);
        Number b = Values.number(right);
        if (a == null || b == null) {
            throw new JinjaException("cannot compute " + Values.type(left) + " " + operator + " " + Values.type(right));
        }
        boolean zeroDivision = "//%".contains(operator) && b.doubleValue() == 0;
        if (zeroDivision) {
            throw new JinjaException("division by zero");
        }
        boolean fractional = operator.equals("/") || (operator.equals("**") && b.doubleValue() < 0);
        return a instanceof Long && b instanceof Long && !fractional
                ? (Object) whole(operator, a.longValue(), b.longValue())
                : (Object) real(operator, a.doubleValue(), b.doubleValue());
    }

    private static String joined(String left, String right) {
        if (left.length() + right.length() > GREATEST_TEXT) {
            throw new JinjaException("a text of more than " + GREATEST_TEXT + " characters");
        }
        return left + right;
    }

    private static Object repeated(Object value, long times) {
        int length = value instanceof String text ? text.length() : Values.length(value);
        if (times > 0 && length * (double) times > GREATEST_TEXT) {
            throw new JinjaException("a text or list of more than " + GREATEST_TEXT + " elements");
        }
        int count = (int) Math.max(0, Math.min(times, GREATEST_TEXT));
        if (value instanceof String text) {
            return text.repeat(length == 0 ? 0 : count);
        }
        List<Object> repeated = new ArrayList<>();
        for (int i = 0; i < count && length > 0; i++) {
            repeated.addAll((List<?>) value);
        }
        return repeated;
    }

    private static Long whole(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "//" -> Math.floorDiv(a, b);
            case "**" -> (long) Math.pow(a, b);
            default -> Math.floorMod(a, b);
        };
    }

    private static Double real(String operator, double a, double b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "**" -> Math.pow(a, b);
            default -> a - b * Math.floor(a / b);
        };
    }
}

package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic and comparison as in Python. */
final class Operators {

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
            return Values.text(left) + Values.text(right);
        }
        if (operator.equals("+") && left instanceof String a && right instanceof String b) {
            return a + b;
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

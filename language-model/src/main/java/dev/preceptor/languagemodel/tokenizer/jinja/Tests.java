package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What can follow {@code is}. */
final class Tests {

    /** A test of a value. */
    @FunctionalInterface
    private interface Test {
        boolean holds(Object value, Arguments arguments);
    }

    private static final Map<String, Test> ALL = new HashMap<>();

    static {
        add("defined", value -> !(value instanceof Undefined));
        add("undefined", Undefined.class::isInstance);
        add("none", value -> value == null);
        add("string", String.class::isInstance);
        add("number", value -> Values.number(value) != null);
        add("integer", Long.class::isInstance);
        add("float", Double.class::isInstance);
        add("boolean", Boolean.class::isInstance);
        add("true", Boolean.TRUE::equals);
        add("false", Boolean.FALSE::equals);
        add("mapping", Map.class::isInstance);
        add("sequence", value -> value instanceof List || value instanceof Map || value instanceof String);
        add(
                "iterable",
                value -> value instanceof List
                        || value instanceof Map
                        || value instanceof String
                        || value instanceof Undefined);
        add("callable", Callable.class::isInstance);
        add("lower", value -> Methods.isCase(Values.text(value), Character::isLowerCase, Character::isUpperCase));
        add("upper", value -> Methods.isCase(Values.text(value), Character::isUpperCase, Character::isLowerCase));
        add("escaped", value -> false);
        add("filter", value -> Filters.isKnown(Values.text(value)));
        add("test", value -> isKnown(Values.text(value)));
        add("odd", value -> Math.floorMod(whole(value), 2) == 1);
        add("even", value -> Math.floorMod(whole(value), 2) == 0);
        ALL.put("divisibleby", Tests::isDivisible);
        ALL.put("in", (value, arguments) -> Values.contains(arguments.required(0, "container"), value));
        compare("==", "eq", "equalto", "sameas");
        compare("!=", "ne");
        compare(">", "gt", "greaterthan");
        compare(">=", "ge");
        compare("<", "lt", "lessthan");
        compare("<=", "le");
    }

    private Tests() {}

    private static void add(String name, Predicate<Object> test) {
        ALL.put(name, (value, arguments) -> test.test(value));
    }

    private static void compare(String operator, String... names) {
        Test test = (value, arguments) -> Operators.compare(operator, value, arguments.required(0, "other"));
        ALL.put(operator, test);
        for (String name : names) {
            ALL.put(name, test);
        }
    }

    private static boolean isKnown(String name) {
        return ALL.containsKey(name);
    }

    static boolean test(String name, Object value, Arguments arguments) {
        Test test = ALL.get(name);
        if (test == null) {
            throw new JinjaException("the test " + name + " is not supported");
        }
        return test.holds(value, arguments);
    }

    private static boolean isDivisible(Object value, Arguments arguments) {
        long divisor = whole(arguments.required(0, "num"));
        if (divisor == 0) {
            throw new JinjaException("division by zero");
        }
        return whole(value) % divisor == 0;
    }

    private static long whole(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new JinjaException(Values.type(value) + " is not a whole number");
    }
}

package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.List;
import java.util.Map;

/** What can follow {@code is}. */
final class Tests {

    private Tests() {}

    static boolean test(String name, Object value, Arguments arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value == null;
            case "string" -> value instanceof String;
            case "number" -> Values.number(value) != null;
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "mapping" -> value instanceof Map;
            case "sequence", "iterable" ->
                value instanceof List
                        || value instanceof Map
                        || value instanceof String
                        || (value instanceof Undefined && name.equals("iterable"));
            case "callable" -> value instanceof Callable;
            case "equalto", "eq", "sameas" -> Values.same(value, arguments.required(0, "other"));
            case "ne" -> !Values.same(value, arguments.required(0, "other"));
            case "in" -> Values.contains(arguments.required(0, "container"), value);
            case "odd" -> Math.floorMod(whole(value), 2) == 1;
            case "even" -> Math.floorMod(whole(value), 2) == 0;
            case "divisibleby" -> whole(value) % whole(arguments.required(0, "num")) == 0;
            default -> throw new JinjaException("there is no test " + name);
        };
    }

    private static long whole(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new JinjaException(Values.type(value) + " is not a whole number");
    }
}

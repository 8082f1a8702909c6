package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What can follow a bar. */
final class Filters {

    private Filters() {}

    static Object apply(String name, Object value, Arguments arguments) {
        return switch (name) {
            case "trim" -> Methods.strip(Values.text(value), arguments, true, true);
            case "string" -> Values.text(value);
            case "safe" -> value;
            case "upper" -> Values.text(value).toUpperCase(Locale.ROOT);
            case "lower" -> Values.text(value).toLowerCase(Locale.ROOT);
            case "title" -> Methods.title(Values.text(value));
            case "capitalize" -> Methods.capitalize(Values.text(value));
            case "replace" -> Methods.replace(Values.text(value), arguments);
            case "indent" -> indent(Values.text(value), arguments);
            case "length", "count" -> (long) Values.length(value);
            case "first" -> Values.item(Values.list(value), 0L);
            case "last" -> Values.item(Values.list(value), -1L);
            case "list" -> Values.list(value);
            case "reverse" -> reverse(value);
            case "sort" -> Values.list(value).stream().sorted(Values::compare).toList();
            case "unique" -> Values.list(value).stream().distinct().toList();
            case "join" -> join(value, arguments);
            case "items" -> value instanceof Map<?, ?> map ? Methods.items(map) : List.of();
            case "default", "d" -> otherwise(value, arguments);
            case "int" -> whole(value);
            case "tojson" -> Literals.json(value, arguments.number(0, "indent", -1));
            case "map" -> map(value, arguments);
            case "select" -> filtered(value, item -> passes(item, arguments, 0));
            case "reject" -> filtered(value, item -> !passes(item, arguments, 0));
            case "selectattr" -> filtered(value, item -> passes(attribute(item, arguments), arguments, 1));
            case "rejectattr" -> filtered(value, item -> !passes(attribute(item, arguments), arguments, 1));
            default -> throw new JinjaException("there is no filter " + name);
        };
    }

    private static Object otherwise(Object value, Arguments arguments) {
        boolean alsoFalse = Values.truth(arguments.get(1, "boolean", false));
        boolean missing = value instanceof Undefined || (alsoFalse && !Values.truth(value));
        return missing ? arguments.get(0, "default_value", "") : value;
    }

    private static Object reverse(Object value) {
        if (value instanceof String text) {
            return new StringBuilder(text).reverse().toString();
        }
        List<Object> list = new ArrayList<>(Values.list(value));
        Collections.reverse(list);
        return list;
    }

    private static String join(Object value, Arguments arguments) {
        String separator = Values.text(arguments.get(0, "d", ""));
        return String.join(
                separator, Values.list(value).stream().map(Values::text).toList());
    }

    private static Object whole(Object value) {
        Number number = Values.number(value);
        if (number != null) {
            return number.longValue();
        }
        try {
            return Long.valueOf(Values.text(value).strip());
        } catch (NumberFormatException e) {
            return 0L;
        }
    }

    private static String indent(String text, Arguments arguments) {
        String indentation = " ".repeat(Math.max(0, Math.min(1000, arguments.number(0, "width", 4))));
        boolean first = Values.truth(arguments.get(1, "first", false));
        boolean blank = Values.truth(arguments.get(2, "blank", false));
        List<String> lines = Arrays.asList(text.split("\n", -1));
        for (int i = first ? 0 : 1; i < lines.size(); i++) {
            if (blank || !lines.get(i).isEmpty()) {
                lines.set(i, indentation + lines.get(i));
            }
        }
        return String.join("\n", lines);
    }

    private static List<Object> map(Object value, Arguments arguments) {
        List<Object> mapped = new ArrayList<>();
        for (Object item : Values.list(value)) {
            if (arguments.named().containsKey("attribute")) {
                mapped.add(Values.item(item, arguments.named().get("attribute")));
            } else {
                mapped.add(apply(arguments.text(0, "filter"), item, rest(arguments, 1)));
            }
        }
        return mapped;
    }

    private static Object attribute(Object item, Arguments arguments) {
        return Values.item(item, arguments.text(0, "attribute"));
    }

    private static boolean passes(Object value, Arguments arguments, int testAt) {
        return arguments.positional().size() <= testAt
                ? Values.truth(value)
                : Tests.test(arguments.text(testAt, "test"), value, rest(arguments, testAt + 1));
    }

    private static Arguments rest(Arguments arguments, int from) {
        List<Object> positional = arguments.positional();
        return new Arguments(positional.subList(Math.min(from, positional.size()), positional.size()), Map.of());
    }

    private static List<Object> filtered(Object value, Predicate<Object> condition) {
        return Values.list(value).stream().filter(condition).toList();
    }
}

package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Filters that apply a filter or a test to each item of a list. */
final class SelectionFilters {

    static final Map<String, Filter> ALL = Map.of(
            "map",
            SelectionFilters::map,
            "select",
            (value, arguments) -> filtered(value, item -> passes(item, arguments, 0)),
            "reject",
            (value, arguments) -> filtered(value, item -> !passes(item, arguments, 0)),
            "selectattr",
            (value, arguments) -> filtered(value, item -> passes(attribute(item, arguments), arguments, 1)),
            "rejectattr",
            (value, arguments) -> filtered(value, item -> !passes(attribute(item, arguments), arguments, 1)));

    private SelectionFilters() {}

    private static Object map(Object value, Arguments arguments) {
        List<Object> mapped = new ArrayList<>();
        Object attribute = arguments.named().get("attribute");
        for (Object item : Values.list(value)) {
            if (attribute == null) {
                mapped.add(Filters.apply(arguments.text(0, "filter"), item, arguments.from(1)));
            } else {
                Object found = attribute(item, attribute);
                boolean otherwise =
                        found instanceof Undefined && arguments.named().containsKey("default");
                mapped.add(otherwise ? arguments.named().get("default") : found);
            }
        }
        return mapped;
    }

    /** An attribute by its name, its index, or its path with dots. */
    static Object attribute(Object item, Object attribute) {
        if (!(attribute instanceof String path)) {
            return Values.item(item, attribute);
        }
        Object value = item;
        for (String name : path.split("\\.")) {
            Object key = name.matches("\\d{1,9}") ? (Object) Long.valueOf(name) : (Object) name;
            value = Values.item(value, key);
        }
        return value;
    }

    private static Object attribute(Object item, Arguments arguments) {
        return attribute(item, arguments.required(0, "attribute"));
    }

    private static boolean passes(Object value, Arguments arguments, int testAt) {
        return arguments.positional().size() <= testAt
                ? Values.truth(value)
                : Tests.test(arguments.text(testAt, "test"), value, arguments.from(testAt + 1));
    }

    private static List<Object> filtered(Object value, Predicate<Object> condition) {
        List<Object> kept = new ArrayList<>(Values.list(value));
        kept.removeIf(condition.negate());
        return kept;
    }
}

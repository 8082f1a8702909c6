package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Filters of lists, and of what a loop goes over. Jinja compares texts without regard to case unless it is told otherwise. */
final class ListFilters {

    static final Map<String, Filter> ALL = Map.ofEntries(
            Map.entry("length", (value, arguments) -> (long) Values.length(value)),
            Map.entry("count", (value, arguments) -> (long) Values.length(value)),
            Map.entry("first", (value, arguments) -> Values.item(Values.list(value), 0L)),
            Map.entry("last", (value, arguments) -> Values.item(Values.list(value), -1L)),
            Map.entry("list", (value, arguments) -> Values.list(value)),
            Map.entry("reverse", (value, arguments) -> reverse(value)),
            Map.entry("sort", ListFilters::sort),
            Map.entry("unique", ListFilters::unique),
            Map.entry("min", (value, arguments) -> extreme(value, arguments, 1)),
            Map.entry("max", (value, arguments) -> extreme(value, arguments, -1)),
            Map.entry("sum", ListFilters::sum),
            Map.entry("join", ListFilters::join),
            Map.entry("items", (value, arguments) -> value instanceof Map<?, ?> map ? Methods.items(map) : List.of()),
            Map.entry("dictsort", ListFilters::dictsort),
            Map.entry("batch", ListFilters::batch),
            Map.entry("groupby", ListFilters::groupby));

    private ListFilters() {}

    private static Object reverse(Object value) {
        if (value instanceof String text) {
            return new StringBuilder(text).reverse().toString();
        }
        List<Object> list = Values.list(value);
        Collections.reverse(list);
        return list;
    }

    /** The value that an item is compared by. */
    private static Object key(Object item, Object attribute, boolean caseSensitive) {
        Object value = attribute == null ? item : SelectionFilters.attribute(item, attribute);
        return value instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : value;
    }

    private static Object sort(Object value, Arguments arguments) {
        boolean reverse = Values.truth(arguments.get(0, "reverse", false));
        boolean caseSensitive = Values.truth(arguments.get(1, "case_sensitive", false));
        Object attribute = arguments.get(2, "attribute", null);
        return sorted(Values.list(value), item -> key(item, attribute, caseSensitive), reverse);
    }

    private static List<Object> sorted(List<Object> list, Function<Object, Object> key, boolean reverse) {
        Comparator<Object> order = Comparator.comparing(key, Values::compare);
        list.sort(reverse ? order.reversed() : order);
        return list;
    }

    private static Object unique(Object value, Arguments arguments) {
        boolean caseSensitive = Values.truth(arguments.get(0, "case_sensitive", false));
        Object attribute = arguments.get(1, "attribute", null);
        Set<Object> seen = new HashSet<>();
        return Values.list(value).stream()
                .filter(item -> seen.add(key(item, attribute, caseSensitive)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Object extreme(Object value, Arguments arguments, int sign) {
        boolean caseSensitive = Values.truth(arguments.get(0, "case_sensitive", false));
        Object attribute = arguments.get(1, "attribute", null);
        Comparator<Object> order = Comparator.comparing(
                item -> key(item, attribute, caseSensitive), (a, b) -> sign * Values.compare(a, b));
        return Values.list(value).stream()
                .min(order)
                .orElse(new Undefined("the least or greatest item of an empty list"));
    }

    private static Object sum(Object value, Arguments arguments) {
        Object attribute = arguments.get(0, "attribute", null);
        Object sum = arguments.get(1, "start", 0L);
        if (sum instanceof String) {
            throw new JinjaException("sum: texts are joined by the filter join");
        }
        for (Object item : Values.list(value)) {
            sum = Operators.binary("+", sum, attribute == null ? item : SelectionFilters.attribute(item, attribute));
        }
        return sum;
    }

    private static Object join(Object value, Arguments arguments) {
        String separator = Values.text(arguments.get(0, "d", ""));
        Object attribute = arguments.get(1, "attribute", null);
        return Values.list(value).stream()
                .map(item -> attribute == null ? item : SelectionFilters.attribute(item, attribute))
                .map(Values::text)
                .collect(Collectors.joining(separator));
    }

    private static Object dictsort(Object value, Arguments arguments) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new JinjaException("dictsort: " + Values.type(value) + " is not a mapping");
        }
        boolean caseSensitive = Values.truth(arguments.get(0, "case_sensitive", false));
        long part = Values.text(arguments.get(1, "by", "key")).equals("value") ? 1 : 0;
        boolean reverse = Values.truth(arguments.get(2, "reverse", false));
        return sorted(Methods.items(map), item -> key(item, part, caseSensitive), reverse);
    }

    private static Object batch(Object value, Arguments arguments) {
        int size = Math.max(1, arguments.number(0, "linecount", 1));
        Object fill = arguments.get(1, "fill_with", null);
        List<Object> batches = new ArrayList<>();
        List<Object> list = Values.list(value);
        for (int from = 0; from < list.size(); from += size) {
            List<Object> batch = new ArrayList<>(list.subList(from, Math.min(list.size(), from + size)));
            while (fill != null && batch.size() < Math.min(size, 100_000)) {
                batch.add(fill);
            }
            batches.add(batch);
        }
        return batches;
    }

    private static Object groupby(Object value, Arguments arguments) {
        Object attribute = arguments.required(0, "attribute");
        List<Object> groups = new ArrayList<>();
        List<Object> group = null;
        Object last = null;
        for (Object item : sorted(Values.list(value), each -> key(each, attribute, false), false)) {
            Object key = key(item, attribute, false);
            if (group == null || !Values.same(key, last)) {
                group = new ArrayList<>();
                groups.add(new Tuple(SelectionFilters.attribute(item, attribute), group));
                last = key;
            }
            group.add(item);
        }
        return groups;
    }
}

package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.HashMap;
import java.util.Map;

/** All filters by name. */
final class Filters {

    private static final Map<String, Filter> ALL = new HashMap<>();

    static {
        ALL.putAll(TextFilters.ALL);
        ALL.putAll(NumberFilters.ALL);
        ALL.putAll(ListFilters.ALL);
        ALL.putAll(SelectionFilters.ALL);
        ALL.put("default", Filters::otherwise);
        ALL.put("d", Filters::otherwise);
        ALL.put("tojson", JsonText::of);
    }

    private Filters() {}

    static boolean isKnown(String name) {
        return ALL.containsKey(name);
    }

    static Object apply(String name, Object value, Arguments arguments) {
        Filter filter = ALL.get(name);
        if (filter == null) {
            throw new JinjaException("the filter " + name + " is not supported");
        }
        return filter.apply(value, arguments);
    }

    private static Object otherwise(Object value, Arguments arguments) {
        boolean alsoFalse = Values.truth(arguments.get(1, "boolean", false));
        boolean missing = value instanceof Undefined || (alsoFalse && !Values.truth(value));
        return missing ? arguments.get(0, "default_value", "") : value;
    }
}

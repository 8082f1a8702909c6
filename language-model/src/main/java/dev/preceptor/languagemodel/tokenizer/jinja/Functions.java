package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every template has. {@code strftime_now} is there if the caller names a date: see {@link DateFormat}. */
final class Functions {

    private static final int GREATEST_RANGE = 100_000;

    /** A mapping whose entries a template may set: {@code {% set ns.found = true %}}. */
    static final class Namespace extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1L;

        Namespace(Map<String, Object> entries) {
            super(entries);
        }
    }

    private static final Map<String, Callable> FUNCTIONS = Map.of(
            "namespace", arguments -> new Namespace(arguments.named()),
            "dict", arguments -> new LinkedHashMap<>(arguments.named()),
            "range", Functions::range,
            "raise_exception",
                    arguments -> {
                        throw new JinjaException(arguments.text(0, "message"));
                    });

    private Functions() {}

    static Object global(String name) {
        Callable function = FUNCTIONS.get(name);
        return function == null ? new Undefined(name) : function;
    }

    private static List<Object> range(Arguments arguments) {
        boolean single = arguments.positional().size() == 1;
        int start = single ? 0 : arguments.number(0, "start", 0);
        int stop = arguments.number(single ? 0 : 1, "stop", 0);
        int step = arguments.number(2, "step", 1);
        List<Object> range = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : step < 0 && i > stop; i += step) {
            range.add(i);
            if (range.size() > GREATEST_RANGE) {
                throw new JinjaException("a range of more than " + GREATEST_RANGE + " numbers");
            }
        }
        return range;
    }
}

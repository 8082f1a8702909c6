package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

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
            "namespace", arguments -> new Namespace(entries(arguments)),
            "dict", Functions::entries,
            "joiner", Functions::joiner,
            "cycler", Functions::cycler,
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

    private static Map<String, Object> entries(Arguments arguments) {
        Map<String, Object> entries = new LinkedHashMap<>();
        if (arguments.get(0, "", null) instanceof Map<?, ?> given) {
            given.forEach((key, value) -> entries.put(Values.text(key), value));
        }
        entries.putAll(arguments.named());
        return entries;
    }

    /** A function that gives nothing at first, and the separator from then on. */
    private static Callable joiner(Arguments arguments) {
        Object separator = arguments.get(0, "sep", ", ");
        AtomicBoolean used = new AtomicBoolean();
        return ignored -> used.getAndSet(true) ? separator : "";
    }

    /** A mapping with {@code next} and {@code reset}, functions, and {@code current}. */
    private static Map<String, Object> cycler(Arguments arguments) {
        List<Object> items = arguments.positional();
        if (items.isEmpty()) {
            throw new JinjaException("cycler: no items");
        }
        Map<String, Object> cycler = new LinkedHashMap<>();
        AtomicInteger at = new AtomicInteger();
        cycler.put("current", items.get(0));
        cycler.put("next", (Callable) ignored -> {
            Object item = items.get(at.getAndUpdate(i -> (i + 1) % items.size()));
            cycler.put("current", items.get(at.get()));
            return item;
        });
        cycler.put("reset", (Callable) ignored -> {
            at.set(0);
            cycler.put("current", items.get(0));
            return null;
        });
        return cycler;
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

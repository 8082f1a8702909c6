package dev.preceptor.languagemodel.tokenizer;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a chat template is rendered with beside the messages.
 *
 * @param values variables by name, such as {@code enable_thinking}: texts, numbers, booleans, null, and lists and mappings of these
 * @param today the date that {@code strftime_now} formats; if empty, templates find no such function and use the date that they name
 */
public record TemplateVariables(Map<String, ?> values, Optional<LocalDate> today) {

    /** No variables, and no date. */
    public static final TemplateVariables NONE = new TemplateVariables(Map.of(), Optional.empty());

    public TemplateVariables {
        Map<String, Object> converted = new LinkedHashMap<>();
        values.forEach((name, value) -> converted.put(name, converted(value)));
        values = converted;
    }

    /** Variables and a date that may both be missing: null. */
    public static TemplateVariables of(Map<String, ?> values, LocalDate today) {
        return new TemplateVariables(values == null ? Map.of() : values, Optional.ofNullable(today));
    }

    /** Templates compute with Long and Double. */
    private static Object converted(Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Number number && !(value instanceof Long)) {
            return number.doubleValue();
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(item -> items.add(converted(item)));
            return items;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            map.forEach((key, entry) -> entries.put(String.valueOf(key), converted(entry)));
            return entries;
        }
        return value;
    }
}

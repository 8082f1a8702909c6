package dev.preceptor.languagemodel.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers for individual layers, like PEFT's {@code rank_pattern} and {@code alpha_pattern}.
 *
 * @param numbers maps a regular expression to a number. The expression matches the whole name of a layer or its last
 *     parts; the first match counts
 */
public record LayerPatterns(Map<String, Double> numbers) {

    public LayerPatterns {
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    static LayerPatterns none() {
        return new LayerPatterns(Map.of());
    }

    double get(String layer, double defaultValue) {
        return numbers.entrySet().stream()
                .filter(entry -> layer.matches("(.*\\.)?(" + entry.getKey() + ")"))
                .mapToDouble(Map.Entry::getValue)
                .findFirst()
                .orElse(defaultValue);
    }
}

package dev.preceptor.languagemodel.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A number for the layers whose names match, as PEFT's {@code rank_pattern} and {@code alpha_pattern} have it.
 *
 * @param numbers by a regular expression for the whole name, or for its last parts; the first that matches counts
 */
public record LayerPatterns(Map<String, Double> numbers) {

    public LayerPatterns {
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    static LayerPatterns none() {
        return new LayerPatterns(Map.of());
    }

    double of(String layer, double otherwise) {
        return numbers.entrySet().stream()
                .filter(entry -> layer.matches("(.*\\.)?(" + entry.getKey() + ")"))
                .mapToDouble(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }
}

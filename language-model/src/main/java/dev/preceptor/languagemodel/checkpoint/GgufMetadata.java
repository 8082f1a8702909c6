package dev.preceptor.languagemodel.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The key-value pairs in the header of a GGUF file. Errors name the file and the key. */
public final class GgufMetadata {

    private final Path file;
    private final Map<String, Object> values;

    GgufMetadata(Path file, Map<String, Object> values) {
        this.file = file;
        this.values = Map.copyOf(values);
    }

    /** Returns the GGUF file. */
    public Path file() {
        return file;
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** @throws CheckpointException if the value is missing or not a string */
    public String text(String key) {
        return optionalText(key).orElseThrow(() -> missing(key));
    }

    public Optional<String> optionalText(String key) {
        return optional(key, String.class);
    }

    /** @throws CheckpointException if the value is missing or not an integer from 0 to 2^31 - 1 */
    public int count(String key) {
        return optionalCount(key).orElseThrow(() -> missing(key));
    }

    public Optional<Integer> optionalCount(String key) {
        Optional<Long> value = optional(key, Long.class);
        value.filter(number -> number < 0 || number > Integer.MAX_VALUE).ifPresent(number -> {
            throw new CheckpointException(file + ": " + key + " is out of range: " + number);
        });
        return value.map(Long::intValue);
    }

    /** @throws CheckpointException if the value is missing or not a floating-point number */
    public double number(String key) {
        return optionalNumber(key).orElseThrow(() -> missing(key));
    }

    public Optional<Double> optionalNumber(String key) {
        return optional(key, Double.class);
    }

    public Optional<Boolean> optionalFlag(String key) {
        return optional(key, Boolean.class);
    }

    /** @throws CheckpointException if the value is missing or not a list of strings */
    public List<String> texts(String key) {
        return list(key, String.class).orElseThrow(() -> missing(key));
    }

    /** @throws CheckpointException if the value is missing or not a list of floating-point numbers */
    public List<Double> numbers(String key) {
        return list(key, Double.class).orElseThrow(() -> missing(key));
    }

    /** Returns a list of integers, or empty if the key is missing. */
    public Optional<List<Long>> optionalCounts(String key) {
        return list(key, Long.class);
    }

    private CheckpointException missing(String key) {
        return new CheckpointException(file + ": " + key + " is missing");
    }

    private <T> Optional<T> optional(String key, Class<T> type) {
        Object value = values.get(key);
        if (value != null && !type.isInstance(value)) {
            throw new CheckpointException(file + ": " + key + " is not of type " + type.getSimpleName());
        }
        return Optional.ofNullable(value).map(type::cast);
    }

    private <T> Optional<List<T>> list(String key, Class<T> type) {
        return optional(key, List.class).map(values -> {
            for (Object value : values) {
                if (!type.isInstance(value)) {
                    throw new CheckpointException(file + ": " + key + " is not a list of " + type.getSimpleName());
                }
            }
            @SuppressWarnings("unchecked")
            List<T> checked = values;
            return checked;
        });
    }
}

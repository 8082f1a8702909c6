package dev.preceptor.languagemodel.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a JSON object in a file. Errors name the file and the field.
 *
 * @param within the path of the object in the file, with a trailing dot; empty for the outermost object
 */
record JsonFields(Path file, String within, JsonNode node) {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private static final long MAX_FILE_BYTES = 8L << 20;

    static JsonFields read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new CheckpointException(file + ": exceeds the maximum of " + MAX_FILE_BYTES + " bytes");
            }
            return of(file, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new CheckpointException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    static JsonFields of(Path file, byte[] json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            // Jackson reports an unknown location for the start of an object that is not closed.
            String problem = e.getOriginalMessage().replaceFirst("(?s) \\(start marker.*", "");
            throw new CheckpointException(file + ": not JSON: " + problem, e);
        } catch (IOException e) {
            throw new CheckpointException(file + ": not JSON: " + e.getMessage(), e);
        }
        if (!node.isObject()) {
            throw new CheckpointException(file + ": not a JSON object");
        }
        return new JsonFields(file, "", node);
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    CheckpointException invalid(String field, String problem) {
        return new CheckpointException(file + ": " + within + field + " " + problem);
    }

    /** Returns the object in a field, or an empty object if the field is absent. */
    JsonFields object(String field) {
        JsonNode child = node.path(field);
        if (child.isMissingNode() || child.isNull()) {
            child = MAPPER.createObjectNode();
        }
        if (!child.isObject()) {
            throw invalid(field, "is not an object");
        }
        return new JsonFields(file, within + field + ".", child);
    }

    String text(String field) {
        return required(field).asText();
    }

    int positive(String field) {
        JsonNode value = required(field);
        if (!value.canConvertToInt() || value.asInt() <= 0) {
            throw invalid(field, "is not a positive whole number: " + value);
        }
        return value.asInt();
    }

    /** Reads a size. The limit prevents a damaged file from exhausting memory before the weights are read. */
    int size(String field, int max) {
        int value = positive(field);
        if (value > max) {
            throw invalid(field, "is " + value + "; the maximum is " + max);
        }
        return value;
    }

    int size(String field, int max, int defaultValue) {
        return has(field) ? size(field, max) : defaultValue;
    }

    int positive(String field, int defaultValue) {
        return has(field) ? positive(field) : defaultValue;
    }

    double number(String field) {
        JsonNode value = required(field);
        if (!value.isNumber()) {
            throw invalid(field, "is not a number: " + value);
        }
        return value.asDouble();
    }

    List<Double> numbers(String field) {
        JsonNode values = required(field);
        List<Double> numbers = new ArrayList<>();
        for (JsonNode value : values.isArray() ? values : List.of(values)) {
            if (!value.isNumber()) {
                throw invalid(field, "is not a list of numbers: " + value);
            }
            numbers.add(value.asDouble());
        }
        return numbers;
    }

    double number(String field, double defaultValue) {
        return has(field) ? number(field) : defaultValue;
    }

    double positiveNumber(String field, double defaultValue) {
        double value = number(field, defaultValue);
        if (!(value > 0)) {
            throw invalid(field, "must be above 0, not " + value);
        }
        return value;
    }

    boolean flag(String field, boolean defaultValue) {
        if (!has(field)) {
            return defaultValue;
        }
        if (!node.get(field).isBoolean()) {
            throw invalid(field, "is neither true nor false: " + node.get(field));
        }
        return node.get(field).asBoolean();
    }

    private JsonNode required(String field) {
        if (!has(field)) {
            throw invalid(field, "is missing");
        }
        return node.get(field);
    }
}

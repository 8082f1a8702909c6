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

/** A JSON object of a file, whose fields are asked for by name; what is missing or wrong names the file and the field. */
record JsonFields(Path file, String within, JsonNode node) {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private static final long GREATEST_FILE = 8L << 20;

    static JsonFields read(Path file) {
        try {
            if (Files.size(file) > GREATEST_FILE) {
                throw new CheckpointException(file + ": larger than any such file is (" + GREATEST_FILE + " bytes)");
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
            // Where an object that is not closed began, Jackson does not know either.
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

    CheckpointException wrong(String field, String why) {
        return new CheckpointException(file + ": " + within + field + " " + why);
    }

    /** The object under a field, or an empty one. */
    JsonFields object(String field) {
        JsonNode child = node.path(field);
        if (child.isMissingNode() || child.isNull()) {
            child = MAPPER.createObjectNode();
        }
        if (!child.isObject()) {
            throw wrong(field, "is not an object");
        }
        return new JsonFields(file, within + field + ".", child);
    }

    String text(String field) {
        return required(field).asText();
    }

    int positive(String field) {
        JsonNode value = required(field);
        if (!value.canConvertToInt() || value.asInt() <= 0) {
            throw wrong(field, "is not a positive whole number: " + value);
        }
        return value.asInt();
    }

    /** A size of the model: none has one beyond this, and computing with it would exhaust memory before anything is read. */
    int size(String field, int greatest) {
        int value = positive(field);
        if (value > greatest) {
            throw wrong(field, "is " + value + "; models have at most " + greatest);
        }
        return value;
    }

    int size(String field, int greatest, int otherwise) {
        return has(field) ? size(field, greatest) : otherwise;
    }

    int positive(String field, int otherwise) {
        return has(field) ? positive(field) : otherwise;
    }

    double number(String field) {
        JsonNode value = required(field);
        if (!value.isNumber()) {
            throw wrong(field, "is not a number: " + value);
        }
        return value.asDouble();
    }

    List<Double> numbers(String field) {
        JsonNode values = required(field);
        List<Double> numbers = new ArrayList<>();
        for (JsonNode value : values.isArray() ? values : List.of(values)) {
            if (!value.isNumber()) {
                throw wrong(field, "is not a list of numbers: " + value);
            }
            numbers.add(value.asDouble());
        }
        return numbers;
    }

    double number(String field, double otherwise) {
        return has(field) ? number(field) : otherwise;
    }

    double above0(String field, double otherwise) {
        double value = number(field, otherwise);
        if (!(value > 0)) {
            throw wrong(field, "is " + value + "; it must be above 0");
        }
        return value;
    }

    boolean flag(String field, boolean otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        if (!node.get(field).isBoolean()) {
            throw wrong(field, "is neither true nor false: " + node.get(field));
        }
        return node.get(field).asBoolean();
    }

    private JsonNode required(String field) {
        if (!has(field)) {
            throw wrong(field, "is missing");
        }
        return node.get(field);
    }
}

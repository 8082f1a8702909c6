package dev.preceptor.contracts.task.published;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Converts JSON values to Python source. */
final class PythonSource {

    private PythonSource() {}

    /** Returns a string literal; a JSON string is also a Python string. */
    static String string(String text) {
        try {
            return Json.mapper().writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the literal of the value that Python's {@code json.loads} would return. */
    static String literal(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> string(value.asText());
            case BOOLEAN -> value.asBoolean() ? "True" : "False";
            case NUMBER -> number(value);
            case ARRAY -> list(value);
            case OBJECT -> object(value);
            default -> "None";
        };
    }

    private static String number(JsonNode value) {
        double number = value.asDouble();
        boolean whole = value.isIntegralNumber();
        return whole || Double.isFinite(number) ? value.asText() : "float(\"" + number + "\")";
    }

    private static String list(JsonNode value) {
        List<String> elements = new ArrayList<>();
        value.forEach(element -> elements.add(literal(element)));
        return "[" + String.join(", ", elements) + "]";
    }

    private static String object(JsonNode value) {
        List<String> entries = new ArrayList<>();
        value.fields()
                .forEachRemaining(entry -> entries.add(string(entry.getKey()) + ": " + literal(entry.getValue())));
        return "{" + String.join(", ", entries) + "}";
    }
}

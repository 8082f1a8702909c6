package dev.preceptor.contracts.jsonlines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * One object of a file, with typed access to its fields. A null field counts as missing. A field of the wrong type is
 * an error that names the location, the field, its type and what to write instead; values are never converted silently.
 */
public final class JsonObject {

    private static final int SHOWN = 60;

    private final String place;
    private final int line;
    private final ObjectNode fields;
    private final Function<String, ? extends RuntimeException> problem;

    /**
     * @param place the object's location in error messages, for example {@code tasks.jsonl:3}
     * @param line the line number in the file, from 1
     * @param problem creates an exception from a message
     */
    public JsonObject(String place, int line, ObjectNode fields, Function<String, ? extends RuntimeException> problem) {
        this.place = place;
        this.line = line;
        this.fields = fields;
        this.problem = problem;
    }

    public int line() {
        return line;
    }

    /** Returns all fields, unchanged. */
    public ObjectNode fields() {
        return fields;
    }

    /** Whether all of these fields exist and are not null. */
    public boolean has(String... names) {
        for (String name : names) {
            if (!fields.hasNonNull(name)) {
                return false;
            }
        }
        return true;
    }

    /** Returns a required string field. */
    public String text(String name) {
        if (!has(name)) {
            throw broken("lacks \"" + name + "\"");
        }
        return text(name, null);
    }

    /** Returns an optional string field, or the default if it is missing. */
    public String text(String name, String byDefault) {
        JsonNode value = fields.path(name);
        if (!has(name)) {
            return byDefault;
        }
        if (!value.isTextual()) {
            throw wrongType(name, value, "a string", value.isArray() ? "" : quoted(value));
        }
        return value.asText();
    }

    /** Returns a required id field: a string, or a whole number, which is converted to its digits. */
    public String id(String name) {
        if (!has(name)) {
            throw broken("lacks \"" + name + "\"");
        }
        return fields.path(name).isIntegralNumber() ? fields.path(name).asText() : text(name);
    }

    /** Returns a list of strings; empty if the field is missing. */
    public List<String> texts(String name) {
        JsonNode list = fields.path(name);
        if (!has(name)) {
            return List.of();
        }
        if (!list.isArray()) {
            throw wrongType(name, list, "a list of strings", list.isTextual() ? "[" + quoted(list) + "]" : "");
        }
        List<String> texts = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            if (!list.get(i).isTextual()) {
                throw wrongType(name + "[" + i + "]", list.get(i), "a string", "");
            }
            texts.add(list.get(i).asText());
        }
        return texts;
    }

    /** Returns a list of objects, whose error messages name the list element; empty if the field is missing. */
    public List<JsonObject> objects(String name, String example) {
        JsonNode list = fields.path(name);
        if (!has(name)) {
            return List.of();
        }
        if (!list.isArray()) {
            throw wrongType(name, list, "a list of objects", example);
        }
        List<JsonObject> objects = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            objects.add(nested(name + "[" + i + "]", list.get(i), example));
        }
        return objects;
    }

    /** Returns a required object field, whose error messages name the field. */
    public JsonObject object(String name, String example) {
        return nested(name, fields.path(name), example);
    }

    private JsonObject nested(String name, JsonNode value, String example) {
        if (!(value instanceof ObjectNode inner)) {
            throw wrongType(name, value, "an object", example);
        }
        return new JsonObject(place + ": \"" + name + "\"", line, inner, problem);
    }

    /** Returns a number; null if the field is missing. */
    public Double number(String name) {
        JsonNode value = fields.path(name);
        if (!has(name)) {
            return null;
        }
        if (!value.isNumber()) {
            throw wrongType(name, value, "a number", "");
        }
        return value.asDouble();
    }

    /** Returns a whole number; null if the field is missing. */
    public Integer wholeNumber(String name) {
        JsonNode value = fields.path(name);
        if (!has(name)) {
            return null;
        }
        boolean whole = value.isNumber() && value.asDouble() == Math.rint(value.asDouble()) && value.canConvertToInt();
        if (!whole) {
            throw wrongType(name, value, "a whole number", "");
        }
        return value.asInt();
    }

    /**
     * Parses a field that contains JSON in a string, as some data sets publish lists and objects. Returns the field
     * itself if it is not a string.
     */
    public JsonNode packed(String name) {
        JsonNode value = fields.path(name);
        if (!value.isTextual()) {
            return value;
        }
        try {
            return JsonLines.value(value.asText());
        } catch (JsonProcessingException e) {
            throw broken("\"" + name + "\" is a string that is not valid JSON: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    /** Returns a copy with another value of one field. */
    public JsonObject with(String name, JsonNode value) {
        ObjectNode changed = fields.deepCopy();
        changed.set(name, value);
        return new JsonObject(place, line, changed, problem);
    }

    /** Throws if the object has a field that is not among the known ones. */
    public void requireKnown(Set<String> known) {
        for (Iterator<String> names = fields.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw broken("\"" + name + "\" is unknown; known: "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    /** Creates the exception of a problem with this object. */
    public RuntimeException broken(String what) {
        return problem.apply(place + ": " + what);
    }

    private RuntimeException wrongType(String name, JsonNode value, String wanted, String example) {
        return broken("\"" + name + "\" is " + kind(value) + "; write " + wanted
                + (example.isEmpty() ? "" : ", as " + example));
    }

    /** Returns the type of a value as error messages name it. */
    public static String kind(JsonNode value) {
        if (value == null) {
            return "nothing";
        }
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            default -> "left out";
        };
    }

    private static String quoted(JsonNode value) {
        String text =
                value.isTextual() ? value.toString() : "\"" + value.toString().replace("\"", "\\\"") + "\"";
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "...\"" : text;
    }
}

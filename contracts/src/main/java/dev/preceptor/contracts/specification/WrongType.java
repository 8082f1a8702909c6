package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.time.LocalDate;
import java.util.Collection;

/** Says in words that a setting has a value of another type than it takes. */
final class WrongType {

    private static final int MOST_CHARACTERS = 40;

    private WrongType() {}

    /**
     * Describes the problem, such as {@code must be a whole number, is 'three'}.
     *
     * @param settings that could not be read
     */
    static String problem(JsonMappingException e, JsonNode settings) {
        String expected = expected(e);
        if (expected == null) {
            return "cannot be read: "
                    + e.getOriginalMessage().lines().findFirst().orElse("");
        }
        return "must be " + expected + ", is " + actual(value(e, settings));
    }

    /** Null if there is no word for the type. */
    private static String expected(JsonMappingException e) {
        if (e.getCause() instanceof InputCoercionException overflow) {
            return "a whole number of at most "
                    + (overflow.getTargetType() == long.class ? Long.MAX_VALUE : Integer.MAX_VALUE);
        }
        Class<?> type = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (type == null) {
            return null;
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == LocalDate.class) {
            return "a date such as 2026-11-29";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type.isRecord() ? "a mapping" : null;
    }

    private static JsonNode value(JsonMappingException e, JsonNode settings) {
        JsonNode value = settings;
        for (JsonMappingException.Reference step : e.getPath()) {
            value = step.getFieldName() == null ? value.path(step.getIndex()) : value.path(step.getFieldName());
        }
        return value;
    }

    private static String actual(JsonNode value) {
        if (value.isTextual()) {
            String text = value.textValue();
            return "'" + (text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "..." : text) + "'";
        }
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "a mapping";
            case MISSING, NULL -> "empty";
            default -> value.asText();
        };
    }
}

package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Values written out: as Python's repr, and as JSON in the way of Python's json.dumps. */
final class Literals {

    private Literals() {}

    static String python(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (value instanceof String text) {
            String quote = text.contains("'") && !text.contains("\"") ? "\"" : "'";
            String escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
            return quote + (quote.equals("'") ? escaped.replace("'", "\\'") : escaped) + quote;
        }
        if (value instanceof List<?> list) {
            StringJoiner joiner = new StringJoiner(", ", "[", "]");
            list.forEach(item -> joiner.add(python(item)));
            return joiner.toString();
        }
        if (value instanceof Map<?, ?> map) {
            StringJoiner joiner = new StringJoiner(", ", "{", "}");
            map.forEach((key, item) -> joiner.add(python(key) + ": " + python(item)));
            return joiner.toString();
        }
        return String.valueOf(value);
    }

    /**
     * JSON with everything but ASCII's control characters as it is.
     *
     * @param indentation spaces per level; below 0 for a single line
     */
    static String json(Object value, int indentation) {
        StringBuilder json = new StringBuilder();
        json(value, indentation, 0, json);
        return json.toString();
    }

    private static void json(Object value, int indentation, int level, StringBuilder json) {
        if (value == null || value instanceof Boolean || value instanceof Number) {
            json.append(value);
        } else if (value instanceof String text) {
            quoted(text, json);
        } else if (value instanceof List<?> list) {
            json.append('[');
            String separator = "";
            for (Object item : list) {
                json.append(separator);
                newLine(indentation, level + 1, json);
                json(item, indentation, level + 1, json);
                separator = indentation < 0 ? ", " : ",";
            }
            end(list.isEmpty(), indentation, level, ']', json);
        } else if (value instanceof Map<?, ?> map) {
            json.append('{');
            String separator = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.append(separator);
                newLine(indentation, level + 1, json);
                quoted(Values.text(entry.getKey()), json);
                json.append(": ");
                json(entry.getValue(), indentation, level + 1, json);
                separator = indentation < 0 ? ", " : ",";
            }
            end(map.isEmpty(), indentation, level, '}', json);
        } else {
            throw new JinjaException(Values.type(value) + " cannot be written as JSON");
        }
    }

    private static void end(boolean empty, int indentation, int level, char bracket, StringBuilder json) {
        if (!empty) {
            newLine(indentation, level, json);
        }
        json.append(bracket);
    }

    private static void newLine(int indentation, int level, StringBuilder json) {
        if (indentation >= 0) {
            json.append('\n').append(" ".repeat(indentation * level));
        }
    }

    private static void quoted(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}

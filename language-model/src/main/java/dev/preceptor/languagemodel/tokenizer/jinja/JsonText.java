package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The filter {@code tojson} of transformers: Python's json.dumps, with other characters than ASCII as they are. */
final class JsonText {

    private final int indentation;
    private final boolean ascii;
    private final boolean sorted;
    private final String itemSeparator;
    private final String keySeparator;
    private final StringBuilder json = new StringBuilder();

    private JsonText(Arguments arguments) {
        this.ascii = Values.truth(arguments.get(0, "ensure_ascii", false));
        this.indentation =
                arguments.get(1, "indent", null) == null ? -1 : Math.min(100, arguments.number(1, "indent", -1));
        this.sorted = Values.truth(arguments.get(3, "sort_keys", false));
        boolean given = arguments.get(2, "separators", null) instanceof List<?> pair && pair.size() == 2;
        List<Object> pair = given ? Values.list(arguments.get(2, "separators", null)) : List.of();
        this.itemSeparator = given ? Values.text(pair.get(0)) : indentation < 0 ? ", " : ",";
        this.keySeparator = given ? Values.text(pair.get(1)) : ": ";
    }

    static Object of(Object value, Arguments arguments) {
        JsonText text = new JsonText(arguments);
        text.write(value, 0);
        return text.json.toString();
    }

    private void write(Object value, int level) {
        if (value == null || value instanceof Boolean) {
            json.append(value);
        } else if (value instanceof Number) {
            json.append(Literals.python(value));
        } else if (value instanceof String text) {
            quoted(text);
        } else if (value instanceof List<?> list) {
            json.append('[');
            String separator = "";
            for (Object item : list) {
                json.append(separator);
                newLine(level + 1);
                write(item, level + 1);
                separator = itemSeparator;
            }
            end(list.isEmpty(), level, ']');
        } else if (value instanceof Map<?, ?> map) {
            json.append('{');
            String separator = "";
            for (Map.Entry<?, ?> entry : (sorted ? byName(map) : map).entrySet()) {
                json.append(separator);
                newLine(level + 1);
                quoted(Values.text(entry.getKey()));
                json.append(keySeparator);
                write(entry.getValue(), level + 1);
                separator = itemSeparator;
            }
            end(map.isEmpty(), level, '}');
        } else {
            throw new JinjaException(Values.type(value) + " cannot be written as JSON");
        }
    }

    private static Map<String, Object> byName(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(Values.text(key), value));
        return sorted;
    }

    private void end(boolean empty, int level, char bracket) {
        if (!empty) {
            newLine(level);
        }
        json.append(bracket);
    }

    private void newLine(int level) {
        if (indentation >= 0) {
            json.append('\n').append(" ".repeat(indentation * level));
        }
    }

    private void quoted(String text) {
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
                    if (c < ' ' || ascii && c > '~') {
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

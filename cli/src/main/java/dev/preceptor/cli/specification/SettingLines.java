package dev.preceptor.cli.specification;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The line number of each setting in a file, by its path, such as {@code teacher.budgetUsd}. */
final class SettingLines {

    private final Map<String, Integer> lines;

    private SettingLines(Map<String, Integer> lines) {
        this.lines = lines;
    }

    /** Collects the line numbers from the parser, and reads it to its end. */
    static SettingLines of(JsonParser parser) throws IOException {
        Map<String, Integer> lines = new HashMap<>();
        while (parser.nextToken() != null) {
            if (parser.currentToken() == JsonToken.FIELD_NAME) {
                lines.putIfAbsent(
                        path(parser.getParsingContext()),
                        parser.currentTokenLocation().getLineNr());
            }
        }
        return new SettingLines(lines);
    }

    private static String path(JsonStreamContext context) {
        StringBuilder path = new StringBuilder();
        for (var at = context; at != null && !at.inRoot(); at = at.getParent()) {
            if (at.hasCurrentName()) {
                path.insert(0, path.isEmpty() ? at.getCurrentName() : at.getCurrentName() + ".");
            }
        }
        return path.toString();
    }

    /** The line of a setting, or of its nearest enclosing section in the file; 1 if there is none. */
    int of(String setting) {
        String path = setting;
        while (!path.isEmpty()) {
            Integer line = lines.get(path);
            if (line != null) {
                return line;
            }
            path = path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
        }
        return 1;
    }
}

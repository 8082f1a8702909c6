package dev.preceptor.cli.specification;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** In which line of a file each setting stands, by its path: {@code teacher.budgetUsd}. */
final class SettingLines {

    private final Map<String, Integer> lines;

    private SettingLines(Map<String, Integer> lines) {
        this.lines = lines;
    }

    /** Reads the parser, which knows where it is, to its end. */
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

    /** The line of a setting, or of the nearest one around it that is there; 1 where there is none. */
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

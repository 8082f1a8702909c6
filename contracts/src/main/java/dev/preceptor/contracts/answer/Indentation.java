package dev.preceptor.contracts.answer;

import java.util.List;
import java.util.stream.Collectors;

/** Removes the indentation that code has from the place where it stands. */
final class Indentation {

    private static final int TAB_WIDTH = 4;

    private Indentation() {}

    /** The lines, each with at most {@code columns} less of indentation, and no less than the first line has. */
    static String without(List<String> lines, int columns) {
        int first = lines.stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(Indentation::of)
                .orElse(0);
        int removed = Math.min(first, columns);
        return lines.stream().map(line -> removed(line, removed)).collect(Collectors.joining("\n"));
    }

    /** The code with its first line at the margin, and as much removed from the other lines. */
    static String atMargin(String code) {
        return without(code.lines().toList(), Integer.MAX_VALUE);
    }

    /** The width of a line's indentation; a tab counts as four columns. */
    static int of(String line) {
        int width = 0;
        for (int i = 0; i < line.length() && isBlank(line.charAt(i)); i++) {
            width += line.charAt(i) == '\t' ? TAB_WIDTH : 1;
        }
        return width;
    }

    private static String removed(String line, int columns) {
        int at = 0;
        int width = 0;
        while (at < line.length() && width < columns && isBlank(line.charAt(at))) {
            width += line.charAt(at) == '\t' ? TAB_WIDTH : 1;
            at++;
        }
        return line.substring(at);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}

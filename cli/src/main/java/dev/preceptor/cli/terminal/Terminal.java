package dev.preceptor.cli.terminal;

import java.util.Map;
import java.util.Properties;

/**
 * The capabilities of standard output and standard error. Java cannot tell whether they are terminals; the launcher can,
 * and passes the answer in system properties.
 *
 * @param errorIsTerminal whether standard error is a terminal, on which lines can be redrawn
 * @param colour whether standard output shows colours
 * @param columns the terminal's width
 */
public record Terminal(boolean errorIsTerminal, boolean colour, int columns) {

    private static final int DEFAULT_COLUMNS = 100;

    /**
     * Reads the launcher's system properties and the environment variables {@code NO_COLOR}, {@code TERM} and {@code
     * COLUMNS}.
     */
    public static Terminal of(Properties properties, Map<String, String> environment) {
        boolean dumb = "dumb".equals(environment.get("TERM"));
        String noColour = environment.getOrDefault("NO_COLOR", "");
        return new Terminal(
                !dumb && Boolean.parseBoolean(properties.getProperty("preceptor.terminal.err")),
                !dumb && noColour.isEmpty() && Boolean.parseBoolean(properties.getProperty("preceptor.terminal.out")),
                columns(environment.get("COLUMNS")));
    }

    private static int columns(String value) {
        try {
            return value == null ? DEFAULT_COLUMNS : Math.max(40, Integer.parseInt(value.strip()));
        } catch (NumberFormatException e) {
            return DEFAULT_COLUMNS;
        }
    }
}

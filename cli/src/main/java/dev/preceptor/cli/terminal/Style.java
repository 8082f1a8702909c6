package dev.preceptor.cli.terminal;

/** Text styles: ANSI escape sequences, or plain text. */
public enum Style {
    PLAIN,
    COLOURED;

    public static Style of(Terminal terminal) {
        return terminal.colour() ? COLOURED : PLAIN;
    }

    public String bold(String text) {
        return escaped("1", text);
    }

    public String faint(String text) {
        return escaped("2", text);
    }

    public String red(String text) {
        return escaped("31", text);
    }

    public String green(String text) {
        return escaped("32", text);
    }

    private String escaped(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001B[" + code + "m" + text + "\u001B[0m";
    }
}

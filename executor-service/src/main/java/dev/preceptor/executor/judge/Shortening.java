package dev.preceptor.executor.judge;

/** Shortens texts that are too long to read. */
final class Shortening {

    private static final int MAX_LENGTH = 300;

    private Shortening() {}

    /** The text; without its middle where it is longer than 300 characters. */
    static String middle(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int half = (MAX_LENGTH - 5) / 2;
        return text.substring(0, half) + " ... " + text.substring(text.length() - half);
    }
}

package dev.preceptor.executor.judge;

/** Shortens what is too long to read. */
final class Cut {

    private static final int LONGEST = 300;

    private Cut() {}

    /** The text, without its middle where it is longer than 300 characters. */
    static String middle(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int half = (LONGEST - 5) / 2;
        return text.substring(0, half) + " ... " + text.substring(text.length() - half);
    }
}

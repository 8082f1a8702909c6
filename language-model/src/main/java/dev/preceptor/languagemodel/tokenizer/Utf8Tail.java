package dev.preceptor.languagemodel.tokenizer;

/** The end of a decoded text, where bytes that are no character yet are shown as U+FFFD. */
final class Utf8Tail {

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8Tail() {}

    /** The text without the U+FFFD at its end. */
    static String withoutReplacements(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == REPLACEMENT) {
            end--;
        }
        return text.substring(0, end);
    }
}

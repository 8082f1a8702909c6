package dev.preceptor.languagemodel.generation;

import java.util.List;

/**
 * The texts that end a completion. A text that grows is searched from where the search before ended, so that the work of a whole
 * completion grows with its length, not with its square.
 */
public final class StopStrings {

    private final List<String> texts;
    private final int longest;

    public StopStrings(List<String> texts) {
        this.texts = List.copyOf(texts);
        this.longest = texts.stream().mapToInt(String::length).max().orElse(0);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /**
     * Where the first stop string begins; -1 if the text has none.
     *
     * @param searched characters at the text's start that were searched before without a find
     */
    public int indexIn(CharSequence text, int searched) {
        // A stop string may begin in the part that was searched, and end behind it.
        for (int at = Math.max(0, searched - longest + 1); at < text.length(); at++) {
            if (isAt(text, at)) {
                return at;
            }
        }
        return -1;
    }

    private boolean isAt(CharSequence text, int at) {
        for (String stop : texts) {
            if (matches(text, at, stop) == stop.length()) {
                return true;
            }
        }
        return false;
    }

    /** Length of the longest end of a text that begins a stop string; it is not certain to be part of the completion. */
    public int pending(CharSequence text) {
        for (int length = Math.min(longest - 1, text.length()); length > 0; length--) {
            int at = text.length() - length;
            for (String stop : texts) {
                if (length < stop.length() && matches(text, at, stop) == length) {
                    return length;
                }
            }
        }
        return 0;
    }

    /** How many characters of a stop string stand at a place of the text. */
    private static int matches(CharSequence text, int at, String stop) {
        int length = 0;
        while (length < stop.length()
                && at + length < text.length()
                && text.charAt(at + length) == stop.charAt(length)) {
            length++;
        }
        return length;
    }
}

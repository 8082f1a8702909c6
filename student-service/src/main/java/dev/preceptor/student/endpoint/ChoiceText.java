package dev.preceptor.student.endpoint;

import dev.preceptor.languagemodel.tokenizer.IncrementalDecoder;
import java.util.List;

/**
 * The text of one choice during its generation. The beginning of a possible stop sequence is held back, so that the pieces that are
 * returned make up the finished text. Not thread-safe.
 */
final class ChoiceText {

    private final IncrementalDecoder decoder;
    private final List<String> stops;
    private final StringBuilder text = new StringBuilder();
    private int given;

    ChoiceText(IncrementalDecoder decoder, List<String> stops) {
        this.decoder = decoder;
        this.stops = stops;
    }

    /** Appends a token; returns the text that is now certain, possibly none. */
    String append(int token) {
        text.append(decoder.append(token));
        int certain = text.length();
        for (String stop : stops) {
            int found = text.indexOf(stop, Math.max(0, given - stop.length()));
            certain = Math.min(certain, found >= 0 ? found : text.length() - heldBack(stop));
        }
        return give(text.substring(0, Math.max(given, certain)));
    }

    /** Returns the rest, once the whole text is known. */
    String finish(String whole) {
        return give(whole);
    }

    /** Length of the longest suffix of the text that is a prefix of the stop sequence. */
    private int heldBack(String stop) {
        for (int length = Math.min(stop.length() - 1, text.length()); length > 0; length--) {
            if (stop.startsWith(text.substring(text.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    private String give(String certain) {
        String piece = certain.substring(Math.min(given, certain.length()));
        given = Math.max(given, certain.length());
        return piece;
    }
}

package dev.preceptor.student.endpoint;

import dev.preceptor.languagemodel.generation.StopStrings;
import dev.preceptor.languagemodel.tokenizer.IncrementalDecoder;

/**
 * The text of one choice during its generation. The beginning of a possible stop sequence is held back, so that the pieces that are
 * returned make up the finished text. Not thread-safe.
 */
final class ChoiceText {

    private final IncrementalDecoder decoder;
    private final StopStrings stops;
    private final StringBuilder text = new StringBuilder();
    private int given;

    ChoiceText(IncrementalDecoder decoder, StopStrings stops) {
        this.decoder = decoder;
        this.stops = stops;
    }

    /** Appends a token; returns the text that is now certain, possibly none. */
    String append(int token) {
        int searched = text.length();
        text.append(decoder.append(token));
        int found = stops.indexIn(text, searched);
        return give(text, found >= 0 ? found : text.length() - stops.pending(text));
    }

    /** Returns the rest, once the whole text is known. */
    String finish(String whole) {
        return give(whole, whole.length());
    }

    private String give(CharSequence from, int certain) {
        if (certain <= given) {
            return "";
        }
        String piece = from.subSequence(given, certain).toString();
        given = certain;
        return piece;
    }
}

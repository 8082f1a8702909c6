package dev.preceptor.languagemodel.tokenizer;

import java.util.Arrays;

/**
 * Turns tokens into text as they come. A character whose bytes are spread over several tokens is held back until it is
 * whole, so that the pieces put together are what decoding all tokens at once gives. Not thread-safe.
 */
public final class IncrementalDecoder {

    /** A token's text may depend on the few before it, so some are decoded again with each new one. */
    private static final int CONTEXT = 8;

    private static final int WINDOW = 32;

    private final Tokenizer tokenizer;
    private final boolean skipSpecialTokens;
    private final int[] window = new int[WINDOW];
    private int size;
    /** Characters of the window's text that have been given out. */
    private int given;

    IncrementalDecoder(Tokenizer tokenizer, boolean skipSpecialTokens) {
        this.tokenizer = tokenizer;
        this.skipSpecialTokens = skipSpecialTokens;
    }

    /** Takes the next token; returns the text that is now certain, possibly none. */
    public String append(int id) {
        if (size == WINDOW) {
            int held = text().length() - given;
            System.arraycopy(window, WINDOW - CONTEXT, window, 0, CONTEXT);
            size = CONTEXT;
            given = text().length() - held;
        }
        window[size++] = id;
        String text = text();
        // What is not yet a whole character is one U+FFFD at the end; all before it is settled.
        String certain = text.endsWith("\uFFFD") ? text.substring(0, text.length() - 1) : text;
        return give(certain);
    }

    /** The rest, with U+FFFD in place of what never became a whole character. */
    public String finish() {
        return give(text());
    }

    private String give(String text) {
        String piece = text.substring(Math.min(given, text.length()));
        given = Math.max(given, text.length());
        return piece;
    }

    private String text() {
        return tokenizer.decode(Arrays.copyOf(window, size), skipSpecialTokens);
    }
}

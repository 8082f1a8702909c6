package dev.preceptor.languagemodel.tokenizer;

import java.util.Arrays;

/**
 * Decodes tokens one at a time. A character whose bytes are spread over several tokens is held back until it is whole, so that the
 * pieces together are the text of all tokens, if that is valid UTF-8. Each token is decoded after the token before it: a tokenizer of
 * SentencePiece drops the space in front of the first token that it decodes. Not thread-safe.
 */
public final class IncrementalDecoder {

    /** A character has at most four bytes, so that bytes before the last three do not become one any more. */
    private static final int MAX_HELD = 3;

    /** Tokens that are kept when the window is full of bytes that never become characters. */
    private static final int KEPT = 8;

    private static final int WINDOW = 32;

    private final Tokenizer tokenizer;
    private final boolean skipSpecialTokens;
    /** The tokens of the last text that was returned, then those whose text was not returned yet. */
    private final int[] window = new int[WINDOW];

    private int size;
    /** Tokens at the window's start whose text was returned. */
    private int settled;
    /** Characters of the window's text that were returned. */
    private int returned;

    /** @param context the last tokens of the text that the tokens continue; empty at the start of a text */
    IncrementalDecoder(Tokenizer tokenizer, boolean skipSpecialTokens, int[] context) {
        this.tokenizer = tokenizer;
        this.skipSpecialTokens = skipSpecialTokens;
        System.arraycopy(context, 0, window, 0, context.length);
        this.size = context.length;
        this.settled = context.length;
        this.returned = Utf8Tail.withoutReplacements(text()).length();
    }

    /** Takes the next token; returns the text that is now certain, possibly none. */
    public String append(int id) {
        if (skipSpecialTokens && tokenizer.specialIds().contains(id)) {
            return "";
        }
        if (size == WINDOW) {
            shorten();
        }
        window[size++] = id;
        String text = text();
        int certain = text.length() - held(text);
        String piece = take(text, certain);
        if (certain == text.length() && !piece.isEmpty()) {
            System.arraycopy(window, settled, window, 0, size - settled);
            size -= settled;
            settled = size;
            returned = text().length();
        }
        return piece;
    }

    /** The rest, with U+FFFD in place of bytes that did not become a character. */
    public String finish() {
        String text = text();
        return take(text, text.length());
    }

    /** How many U+FFFD at the end may still become a character. */
    private int held(String text) {
        int run = text.length() - Utf8Tail.withoutReplacements(text).length();
        // Where tokens stand for single bytes, one unfinished character turns all bytes before it into U+FFFD, too.
        return size - settled <= MAX_HELD ? run : Math.min(run, MAX_HELD);
    }

    private void shorten() {
        int held = text().length() - returned;
        System.arraycopy(window, WINDOW - KEPT, window, 0, KEPT);
        size = KEPT;
        settled = 0;
        returned = Math.max(0, text().length() - held);
    }

    private String take(String text, int end) {
        String piece = text.substring(Math.min(returned, end), end);
        returned = Math.max(returned, end);
        return piece;
    }

    private String text() {
        return tokenizer.decode(Arrays.copyOf(window, size), skipSpecialTokens);
    }
}

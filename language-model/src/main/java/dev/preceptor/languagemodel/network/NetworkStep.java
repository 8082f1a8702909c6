package dev.preceptor.languagemodel.network;

import java.util.Arrays;

/**
 * What one pass through the network computes: segments of prompts, and one token for each sequence that is decoding. Add
 * all segments first, then the decoding sequences in the order of their slots.
 */
public final class NetworkStep {

    /** Looking at this many more rows takes as long as the calls for one more span. */
    private static final int SPAN_COST_IN_ROWS = 256;

    private long[] tokens = new long[64];
    private long[] positions = new long[64];
    private int[] slots = new int[64];
    private int size;
    private long[] segments = new long[0];
    private long[] spans = new long[0];
    /** Rows of the last span that hold something. */
    private long spanRows;

    private long[] wanted = new long[16];
    private float[] controls = new float[64];
    private int wantedCount;
    private int mode;

    /**
     * Adds consecutive tokens of a prompt.
     *
     * @param slot the sequence's slot
     * @param start position of the first
     * @param prompt the whole prompt
     * @param count how many of its tokens, from {@code start} on
     */
    public void addSegment(int slot, int start, int[] prompt, int count) {
        if (spans.length > 0) {
            throw new IllegalStateException("segments come before decoding sequences");
        }
        for (int i = 0; i < count; i++) {
            addToken(slot, start + i, prompt[start + i]);
        }
        segments = append(segments, slot, start, count);
    }

    /**
     * Adds the next token of a sequence whose tokens before it are in the cache.
     *
     * @param slot the sequence's slot, greater than those added so far
     */
    public void addDecoding(int slot, int position, int token) {
        addToken(slot, position, token);
        int last = spans.length - 3;
        if (last >= 0 && spans[last] + spans[last + 1] == slot && isWorthJoining(last, position + 1)) {
            spans[last + 1]++;
            spans[last + 2] = Math.max(spans[last + 2], position + 1);
            spanRows += position + 1;
        } else {
            spans = append(spans, slot, 1, position + 1);
            spanRows = position + 1;
        }
    }

    /** Whether looking at as many rows for all of a span wastes less than starting another would cost. */
    private boolean isWorthJoining(int span, int rows) {
        long padded = Math.max(spans[span + 2], rows) * (spans[span + 1] + 1);
        return padded - (spanRows + rows) <= padded / 8 + SPAN_COST_IN_ROWS;
    }

    /**
     * Asks for the token that follows the one added last.
     *
     * @param temperature 0: the most likely token
     * @param topP 1: all
     * @param topK 0: all
     * @param drawn a number from [0, 1) that decides
     */
    public void wantNext(double temperature, double topP, int topK, float drawn) {
        if (wantedCount == wanted.length) {
            wanted = Arrays.copyOf(wanted, 2 * wantedCount);
            controls = Arrays.copyOf(controls, 8 * wantedCount);
        }
        controls[4 * wantedCount] = (float) temperature;
        controls[4 * wantedCount + 1] = (float) topP;
        controls[4 * wantedCount + 2] = topK;
        controls[4 * wantedCount + 3] = drawn;
        wanted[wantedCount++] = size - 1;
        mode |= mode(temperature, topP, topK);
    }

    /** The sampling script's number for one kind of choice. */
    static int mode(double temperature, double topP, int topK) {
        if (temperature == 0) {
            return 1;
        }
        return topP < 1 || topK > 0 ? 4 : 2;
    }

    /** Tokens added so far. */
    public int size() {
        return size;
    }

    private void addToken(int slot, int position, int token) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * size);
            positions = Arrays.copyOf(positions, 2 * size);
            slots = Arrays.copyOf(slots, 2 * size);
        }
        tokens[size] = token;
        positions[size] = position;
        slots[size++] = slot;
    }

    private static long[] append(long[] values, long... more) {
        long[] all = Arrays.copyOf(values, values.length + more.length);
        System.arraycopy(more, 0, all, values.length, more.length);
        return all;
    }

    long[] tokens() {
        return Arrays.copyOf(tokens, size);
    }

    long[] positions() {
        return Arrays.copyOf(positions, size);
    }

    /** The position of a decoding sequence's token. */
    long position(int slot) {
        for (int i = size - 1; i >= 0; i--) {
            if (slots[i] == slot) {
                return positions[i];
            }
        }
        throw new IllegalArgumentException("slot " + slot + " is not in this step");
    }

    /** Where in a layer's cache, flattened to rows of one head, each token's keys go: [tokens * heads]. */
    long[] rows(int keyValueHeads, int capacity) {
        long[] rows = new long[size * keyValueHeads];
        for (int i = 0; i < size; i++) {
            for (int head = 0; head < keyValueHeads; head++) {
                rows[i * keyValueHeads + head] = ((long) slots[i] * keyValueHeads + head) * capacity + positions[i];
            }
        }
        return rows;
    }

    long[] segments() {
        return segments;
    }

    long[] spans() {
        return spans;
    }

    long[] wanted() {
        return Arrays.copyOf(wanted, wantedCount);
    }

    float[] controls() {
        return Arrays.copyOf(controls, 4 * wantedCount);
    }

    int mode() {
        return mode;
    }
}

package dev.preceptor.languagemodel.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What one pass through the network computes: segments of prompts, and one token for each sequence that is decoding. Add
 * all segments first, then the decoding sequences in the order of their slots.
 */
public final class NetworkStep {

    /** Attending to this many more rows takes as long as the calls for one more group. */
    private static final int GROUP_COST_IN_ROWS = 256;

    /** Consecutive tokens of one prompt, from position {@code start} on. */
    record Segment(int slot, int start, int tokens) {}

    /**
     * Consecutive slots that decode one token each, so that one product serves them all.
     *
     * @param length rows of the cache that attention reads for each: the length of the longest sequence
     */
    record DecodeGroup(int firstSlot, int slots, int length) {}

    private long[] tokens = new long[64];
    private long[] positions = new long[64];
    private int[] slots = new int[64];
    private int size;
    private final List<Segment> segments = new ArrayList<>();
    private final List<DecodeGroup> decodeGroups = new ArrayList<>();
    /** Rows of the last group that hold a token of its sequences. */
    private long groupRows;

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
        if (!decodeGroups.isEmpty()) {
            throw new IllegalStateException("segments come before decoding sequences");
        }
        for (int i = 0; i < count; i++) {
            addToken(slot, start + i, prompt[start + i]);
        }
        segments.add(new Segment(slot, start, count));
    }

    /**
     * Adds the next token of a sequence whose tokens before it are in the cache.
     *
     * @param slot the sequence's slot, greater than those added so far
     */
    public void addDecoding(int slot, int position, int token) {
        addToken(slot, position, token);
        int length = position + 1;
        DecodeGroup last = decodeGroups.isEmpty() ? null : decodeGroups.get(decodeGroups.size() - 1);
        if (last != null && last.firstSlot() + last.slots() == slot && isWorthJoining(last, length)) {
            DecodeGroup joined = new DecodeGroup(last.firstSlot(), last.slots() + 1, Math.max(last.length(), length));
            decodeGroups.set(decodeGroups.size() - 1, joined);
            groupRows += length;
        } else {
            decodeGroups.add(new DecodeGroup(slot, 1, length));
            groupRows = length;
        }
    }

    /** Whether attending to as many rows for all of a group wastes less than another group would cost. */
    private boolean isWorthJoining(DecodeGroup group, int length) {
        long padded = (long) Math.max(group.length(), length) * (group.slots() + 1);
        return padded - (groupRows + length) <= padded / 8 + GROUP_COST_IN_ROWS;
    }

    /**
     * Asks for the token that follows the one added last.
     *
     * @param temperature 0: the most likely token
     * @param topP 1: all
     * @param topK 0: all
     * @param random a random number from [0, 1), which decides
     */
    public void wantNext(double temperature, double topP, int topK, float random) {
        if (wantedCount == wanted.length) {
            wanted = Arrays.copyOf(wanted, 2 * wantedCount);
            controls = Arrays.copyOf(controls, 8 * wantedCount);
        }
        controls[4 * wantedCount] = (float) temperature;
        controls[4 * wantedCount + 1] = (float) topP;
        controls[4 * wantedCount + 2] = topK;
        controls[4 * wantedCount + 3] = random;
        wanted[wantedCount++] = size - 1;
        mode |= mode(temperature, topP, topK);
    }

    /** The number of sampling.py for one kind of sampling. */
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
    long[] cacheRows(int keyValueHeads, int capacity) {
        long[] rows = new long[size * keyValueHeads];
        for (int i = 0; i < size; i++) {
            for (int head = 0; head < keyValueHeads; head++) {
                rows[i * keyValueHeads + head] = ((long) slots[i] * keyValueHeads + head) * capacity + positions[i];
            }
        }
        return rows;
    }

    /** Slot, start and tokens of each segment. */
    long[] flatSegments() {
        return segments.stream()
                .flatMapToLong(segment -> LongStream.of(segment.slot(), segment.start(), segment.tokens()))
                .toArray();
    }

    List<DecodeGroup> decodeGroups() {
        return decodeGroups;
    }

    /** First slot, slots and length of each decode group. */
    long[] flatDecodeGroups() {
        return decodeGroups.stream()
                .flatMapToLong(group -> LongStream.of(group.firstSlot(), group.slots(), group.length()))
                .toArray();
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

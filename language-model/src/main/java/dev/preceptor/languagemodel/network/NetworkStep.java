package dev.preceptor.languagemodel.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The input of one pass through the network: segments of prompts, and one token of each decoding sequence. Add all segments
 * first, then the decoding sequences in the order of their slots.
 */
public final class NetworkStep {

    /** The overhead of one more group, in rows of attention that take the same time. */
    private static final int GROUP_COST_IN_ROWS = 256;

    /** Consecutive tokens of a prompt, starting at position {@code start}. */
    record Segment(int slot, int start, int tokens) {}

    /**
     * Consecutive slots that decode one token each. Attention computes one batched product for the group.
     *
     * @param length the number of cache rows that attention reads for each slot: the length of the longest sequence
     */
    record DecodeGroup(int firstSlot, int slots, int length) {}

    private long[] tokens = new long[64];
    private long[] positions = new long[64];
    private int[] slots = new int[64];
    private int size;
    private final List<Segment> segments = new ArrayList<>();
    private final List<DecodeGroup> decodeGroups = new ArrayList<>();
    /** The number of rows of the last group that contain tokens. */
    private long groupRows;

    private long[] requested = new long[16];
    private float[] controls = new float[64];
    private int requestCount;
    private int mode;

    /**
     * Adds consecutive tokens of a prompt.
     *
     * @param slot the slot of the sequence
     * @param start the position of the first token
     * @param prompt the whole prompt
     * @param count the number of tokens
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
     * Adds the next token of a sequence. The preceding tokens must be in the cache.
     *
     * @param slot the slot of the sequence, greater than the slots of previous calls
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

    /** Returns whether padding a group to the greatest length costs less than another group. */
    private boolean isWorthJoining(DecodeGroup group, int length) {
        long padded = (long) Math.max(group.length(), length) * (group.slots() + 1);
        return padded - (groupRows + length) <= padded / 8 + GROUP_COST_IN_ROWS;
    }

    /**
     * Requests the token that follows the last added token.
     *
     * @param temperature the temperature; 0 selects the most likely token
     * @param topP the threshold of nucleus sampling; 1 for no restriction
     * @param topK the number of most likely tokens to sample from; 0 for no restriction
     * @param random a random number in [0, 1), which determines the sampled token
     */
    public void requestNextToken(double temperature, double topP, int topK, float random) {
        if (requestCount == requested.length) {
            requested = Arrays.copyOf(requested, 2 * requestCount);
            controls = Arrays.copyOf(controls, 8 * requestCount);
        }
        controls[4 * requestCount] = (float) temperature;
        controls[4 * requestCount + 1] = (float) topP;
        controls[4 * requestCount + 2] = topK;
        controls[4 * requestCount + 3] = random;
        requested[requestCount++] = size - 1;
        mode |= mode(temperature, topP, topK);
    }

    /** Returns the mode in sampling.py for these parameters. */
    static int mode(double temperature, double topP, int topK) {
        if (temperature == 0) {
            return 1;
        }
        return topP < 1 || topK > 0 ? 4 : 2;
    }

    /** Returns the number of added tokens. */
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

    /** Returns the position of the token of a decoding sequence. */
    long position(int slot) {
        for (int i = size - 1; i >= 0; i--) {
            if (slots[i] == slot) {
                return positions[i];
            }
        }
        throw new IllegalArgumentException("slot " + slot + " is not in this step");
    }

    /** Returns the rows of each token in the cache of a layer, seen as rows of single heads: [tokens * heads]. */
    long[] cacheRows(int keyValueHeads, int capacity) {
        long[] rows = new long[size * keyValueHeads];
        for (int i = 0; i < size; i++) {
            for (int head = 0; head < keyValueHeads; head++) {
                rows[i * keyValueHeads + head] = ((long) slots[i] * keyValueHeads + head) * capacity + positions[i];
            }
        }
        return rows;
    }

    /** Returns slot, start and number of tokens of each segment, in one list. */
    long[] flatSegments() {
        return segments.stream()
                .flatMapToLong(segment -> LongStream.of(segment.slot(), segment.start(), segment.tokens()))
                .toArray();
    }

    List<DecodeGroup> decodeGroups() {
        return decodeGroups;
    }

    /** Returns first slot, number of slots and length of each decode group, in one list. */
    long[] flatDecodeGroups() {
        return decodeGroups.stream()
                .flatMapToLong(group -> LongStream.of(group.firstSlot(), group.slots(), group.length()))
                .toArray();
    }

    long[] requested() {
        return Arrays.copyOf(requested, requestCount);
    }

    float[] controls() {
        return Arrays.copyOf(controls, 4 * requestCount);
    }

    int mode() {
        return mode;
    }
}

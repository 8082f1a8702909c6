package dev.preceptor.languagemodel.network;

/**
 * The row order of a projection that makes each rotated pair adjacent. A rotation is then one complex multiplication.
 *
 * <p>Most checkpoints pair dimension i of a head with dimension i + half. The result of attention is the same for any order that
 * queries and keys share.
 */
final class RotaryRowOrder {

    private RotaryRowOrder() {}

    /** Returns the row order for {@code heads} heads, of which the first {@code rotary} dimensions are rotated. */
    static int[] adjacentPairs(int heads, int headSize, int rotary) {
        int[] order = new int[heads * headSize];
        int half = rotary / 2;
        for (int head = 0; head < heads; head++) {
            int base = head * headSize;
            for (int i = 0; i < headSize; i++) {
                int source = i >= rotary ? i : i / 2 + (i % 2) * half;
                order[base + i] = base + source;
            }
        }
        return order;
    }
}

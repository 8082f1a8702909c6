package dev.preceptor.languagemodel.network;

/**
 * The order of a projection's rows in which each rotated pair is adjacent, so that a rotation is one complex product.
 *
 * <p>Most checkpoints pair dimension i of a head with i + half; attention's result is the same for any order that queries
 * and keys share.
 */
final class RotaryOrder {

    private RotaryOrder() {}

    /** The rows of {@code heads} heads, of each of which the first {@code rotary} dimensions rotate. */
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

package dev.preceptor.languagemodel.generation;

import java.util.Arrays;

/**
 * Which sequence owns which slot of the cache, and which tokens' keys and values each slot holds. A slot keeps them after
 * its sequence has ended, so that a later prompt with the same beginning need not be computed from its start.
 *
 * <p>Not safe for use by several threads: whoever calls it holds the queue's lock.
 */
final class Slots {

    /** Shorter common beginnings are cheaper to compute than to copy. */
    private static final int WORTH_COPYING = 16;

    private final RunningSequence[] owners;
    private final int[][] tokens;
    private final int[] lengths;

    /** The beginning of a prompt that a slot already holds. */
    record Prefix(int slot, int length) {}

    Slots(int count, int capacity) {
        owners = new RunningSequence[count];
        tokens = new int[count][capacity];
        lengths = new int[count];
    }

    RunningSequence owner(int slot) {
        return owners[slot];
    }

    /** A slot of a range that has no owner, at best one that holds the prompt's beginning; -1 if there is none. */
    int free(int[] prompt, int first, int end) {
        int best = -1;
        int longest = -1;
        for (int slot = first; slot < end; slot++) {
            if (owners[slot] == null && commonLength(slot, prompt) > longest) {
                best = slot;
                longest = commonLength(slot, prompt);
            }
        }
        return best;
    }

    /** The slot that holds most of a prompt's beginning, its last token excepted, which has to be computed. */
    Prefix longestPrefix(int[] prompt, int preferredSlot) {
        Prefix best = new Prefix(preferredSlot, commonLength(preferredSlot, prompt));
        for (int slot = 0; slot < owners.length; slot++) {
            int length = commonLength(slot, prompt);
            if (length >= best.length() + WORTH_COPYING) {
                best = new Prefix(slot, length);
            }
        }
        return best;
    }

    /** Whether a running sequence is about to compute more than half of this prompt, and more than any slot holds. */
    boolean worthWaiting(int[] prompt, int held) {
        for (RunningSequence owner : owners) {
            if (owner != null && !owner.isDecoding()) {
                int common = mismatch(owner.request().promptIds(), prompt, prompt.length - 1);
                if (common > held + WORTH_COPYING && common > prompt.length / 2) {
                    return true;
                }
            }
        }
        return false;
    }

    void occupy(int slot, RunningSequence sequence) {
        owners[slot] = sequence;
        lengths[slot] = sequence.prefilled();
        System.arraycopy(sequence.request().promptIds(), 0, tokens[slot], 0, sequence.prefilled());
    }

    void release(int slot) {
        owners[slot] = null;
    }

    /** Forgets what a slot holds, after a step that failed. */
    void forget(int slot) {
        owners[slot] = null;
        lengths[slot] = 0;
    }

    /** Records that a token's keys and values are in the slot, after the step that computed them. */
    void recordCached(int slot, int position, int token) {
        tokens[slot][position] = token;
        lengths[slot] = position + 1;
    }

    /** How many slots of a range have an owner. */
    int running(int first, int end) {
        int count = 0;
        for (int slot = first; slot < end; slot++) {
            count += owners[slot] == null ? 0 : 1;
        }
        return count;
    }

    private int commonLength(int slot, int[] prompt) {
        return mismatch(tokens[slot], prompt, Math.min(lengths[slot], prompt.length - 1));
    }

    private static int mismatch(int[] first, int[] second, int limit) {
        int end = Math.min(limit, Math.min(first.length, second.length));
        int at = Arrays.mismatch(first, 0, end, second, 0, end);
        return at < 0 ? end : at;
    }
}

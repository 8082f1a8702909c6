package dev.preceptor.languagemodel.tokenizer;

import java.util.Arrays;

/** The end of a prompt, after which the tokens of a completion are decoded. */
final class DecodingContext {

    /** More tokens than a character has bytes. */
    private static final int MAX_TOKENS = 8;

    private DecodingContext() {}

    /** As few of the last tokens with a text as make whole characters; empty if the prompt has none. */
    static int[] of(Tokenizer tokenizer, int[] prompt) {
        int[] tail = new int[0];
        for (int at = prompt.length - 1; at >= 0 && tail.length < MAX_TOKENS; at--) {
            if (!tokenizer.specialIds().contains(prompt[at])) {
                int[] longer = new int[tail.length + 1];
                longer[0] = prompt[at];
                System.arraycopy(tail, 0, longer, 1, tail.length);
                tail = longer;
                if (isWhole(tokenizer.decode(tail, false))) {
                    return tail;
                }
            }
        }
        return tail;
    }

    private static boolean isWhole(String text) {
        return text.indexOf('\uFFFD') < 0;
    }

    static int[] followedBy(int[] context, int[] ids) {
        int[] all = Arrays.copyOf(context, context.length + ids.length);
        System.arraycopy(ids, 0, all, context.length, ids.length);
        return all;
    }
}

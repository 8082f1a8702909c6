package dev.preceptor.languagemodel.network;

import java.util.List;

/**
 * Sequences one after the other, without padding; none sees another.
 *
 * @param tokens all tokens
 * @param lengths each sequence's number of tokens
 * @param rows which tokens have a target, ascending
 * @param targets the token that should follow each of them
 */
public record PackedBatch(int[] tokens, int[] lengths, int[] rows, int[] targets) {

    /**
     * A sequence whose tokens from some position on are to be predicted.
     *
     * @param ids all tokens, at least two
     * @param firstTarget index of the first token to predict, at least 1
     */
    public record Row(int[] ids, int firstTarget) {}

    /** Packs sequences. Their last tokens predict nothing and stay out. */
    public static PackedBatch of(List<Row> sequences) {
        int tokenCount = 0;
        int targetCount = 0;
        for (Row sequence : sequences) {
            tokenCount += sequence.ids().length - 1;
            targetCount += sequence.ids().length - sequence.firstTarget();
        }
        int[] tokens = new int[tokenCount];
        int[] lengths = new int[sequences.size()];
        int[] rows = new int[targetCount];
        int[] targets = new int[targetCount];
        int start = 0;
        int target = 0;
        for (int s = 0; s < lengths.length; s++) {
            int[] ids = sequences.get(s).ids();
            lengths[s] = ids.length - 1;
            System.arraycopy(ids, 0, tokens, start, lengths[s]);
            for (int i = sequences.get(s).firstTarget(); i < ids.length; i++) {
                rows[target] = start + i - 1;
                targets[target++] = ids[i];
            }
            start += lengths[s];
        }
        return new PackedBatch(tokens, lengths, rows, targets);
    }
}

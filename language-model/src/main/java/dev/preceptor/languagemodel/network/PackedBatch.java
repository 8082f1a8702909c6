package dev.preceptor.languagemodel.network;

import java.util.List;

/**
 * A batch of sequences, concatenated without padding. Attention stays within a sequence.
 *
 * @param tokens all tokens
 * @param lengths the number of tokens of each sequence
 * @param rows the indices of the tokens that have a target, ascending
 * @param targets the target of each of these tokens: the token that follows it
 * @param soft the soft targets of each of these tokens; null if none of them has any
 */
public record PackedBatch(int[] tokens, int[] lengths, int[] rows, int[] targets, SoftRows soft) {

    /**
     * A sequence with targets.
     *
     * @param ids all tokens, at least two
     * @param firstTarget the index of the first target, at least 1; the following tokens are targets, too
     * @param completion the index of the first token of the completion, to which the places of the soft targets refer
     * @param soft the soft targets; null if there are none
     */
    public record Row(int[] ids, int firstTarget, int completion, SoftTargets soft) {

        public Row(int[] ids, int firstTarget) {
            this(ids, firstTarget, firstTarget, null);
        }
    }

    /** Packs sequences. It omits their last tokens, which have no target. */
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
        return new PackedBatch(tokens, lengths, rows, targets, SoftRows.of(sequences, targetCount));
    }
}

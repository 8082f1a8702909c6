package dev.preceptor.languagemodel.network;

import java.util.List;

/**
 * The soft targets of the rows of a batch. Rows without soft targets have the first tokens of the vocabulary, which do not count.
 *
 * @param tokens the number of tokens of each row, K
 * @param ids [rows * K]
 * @param logProbabilities [rows * K]
 * @param present [rows]: 1 for rows with soft targets, else 0
 */
record SoftRows(int tokens, long[] ids, float[] logProbabilities, float[] present) {

    /** Returns the soft targets of the targets of sequences, which all have the same K; null if there are none. */
    static SoftRows of(List<PackedBatch.Row> sequences, int targets) {
        int tokens = sequences.stream()
                .filter(sequence -> sequence.soft() != null)
                .mapToInt(sequence -> sequence.soft().tokens())
                .findFirst()
                .orElse(0);
        if (tokens == 0) {
            return null;
        }
        SoftRows rows =
                new SoftRows(tokens, new long[targets * tokens], new float[targets * tokens], new float[targets]);
        int row = 0;
        for (PackedBatch.Row sequence : sequences) {
            for (int i = sequence.firstTarget(); i < sequence.ids().length; i++) {
                rows.fill(row++, sequence.soft(), i - sequence.completion());
            }
        }
        return rows;
    }

    /** @param place the index of the target in the completion */
    private void fill(int row, SoftTargets soft, int place) {
        int source = soft == null || place >= soft.first() + soft.rows() ? -1 : place - soft.first();
        for (int k = 0; k < tokens; k++) {
            ids[row * tokens + k] = source < 0 ? k : soft.ids()[source * tokens + k];
            logProbabilities[row * tokens + k] =
                    source < 0 ? (float) -Math.log(tokens + 1.0) : soft.logProbabilities()[source * tokens + k];
        }
        present[row] = source < 0 ? 0 : 1;
    }
}

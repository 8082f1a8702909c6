package dev.preceptor.languagemodel.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A weight of the program: one tensor of the checkpoint, or several concatenated by rows.
 *
 * @param use the use of the weight in the program
 * @param parts the tensors of the checkpoint, in the order of their rows
 */
record NetworkTensor(Use use, List<CheckpointTensor> parts) {

    private static final Set<String> PROJECTIONS = Set.of("qkv", "attention_output", "up", "down", "head");

    NetworkTensor {
        parts = List.copyOf(parts);
    }

    /**
     * The use of a weight.
     *
     * @param layer the index of the layer, or {@link #WHOLE_MODEL}
     * @param role the name of the weight in layer.py, such as {@code qkv}
     * @param isBias whether it is the bias of that weight
     */
    record Use(int layer, String role, boolean isBias) {

        static final int WHOLE_MODEL = -1;

        boolean isOfLayer() {
            return layer != WHOLE_MODEL;
        }
    }

    /** Consecutive rows of a network tensor. */
    record Rows(long first, long count) {}

    /**
     * Returns the rows of each part. A part with a row order has as many rows as the order. The other parts share the remaining
     * rows equally.
     *
     * @param total the number of rows of the whole tensor
     */
    List<Rows> rows(long total) {
        List<Rows> rows = new ArrayList<>();
        long first = 0;
        for (int i = 0; i < parts.size(); i++) {
            int[] order = parts.get(i).rowOrder();
            long count = order != null ? order.length : (total - first) / (parts.size() - i);
            rows.add(new Rows(first, count));
            first += count;
        }
        return rows;
    }

    /** Returns whether this is the matrix of a linear layer, which a kernel may store in its own layout. */
    boolean isProjection() {
        return !use.isBias() && PROJECTIONS.contains(use.role());
    }
}

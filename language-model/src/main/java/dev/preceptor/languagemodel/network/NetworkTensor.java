package dev.preceptor.languagemodel.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One weight as the program has it: one or several tensors of the checkpoint, joined by their rows.
 *
 * @param use what the program uses it for
 * @param parts the checkpoint's tensors, from the first row on
 */
record NetworkTensor(Use use, List<CheckpointTensor> parts) {

    private static final Set<String> PROJECTIONS = Set.of("qkv", "attention_output", "up", "down", "head");

    NetworkTensor {
        parts = List.copyOf(parts);
    }

    /**
     * What a weight is used for.
     *
     * @param layer the layer's index, or {@link #WHOLE_MODEL}
     * @param role the name in layer.py, such as {@code qkv}
     * @param isBias whether it is the bias of that
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
     * The rows of each part: as many as its row order has, else an equal share of those that are left.
     *
     * @param total rows of the whole
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

    /** Whether it is the matrix of a linear layer, which may be kept in a kernel's own layout. */
    boolean isProjection() {
        return !use.isBias() && PROJECTIONS.contains(use.role());
    }
}

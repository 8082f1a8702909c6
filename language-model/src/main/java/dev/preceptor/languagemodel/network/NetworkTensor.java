package dev.preceptor.languagemodel.network;

import java.util.ArrayList;
import java.util.List;

/**
 * One weight as the program sees it: one or several tensors of the checkpoint, one below the other.
 *
 * @param role what the program uses it for, such as {@code layer.3.qkv.weight}
 * @param parts the checkpoint's tensors, from the first row on
 */
record NetworkTensor(String role, List<Part> parts) {

    NetworkTensor {
        parts = List.copyOf(parts);
    }

    /** Consecutive rows of a network tensor. */
    record Rows(long first, long count) {}

    /**
     * Which rows each part takes: as many as its order has, else an equal share of what is left.
     *
     * @param total rows of the whole
     */
    List<Rows> rows(long total) {
        List<Rows> rows = new ArrayList<>();
        long first = 0;
        for (int i = 0; i < parts.size(); i++) {
            int[] order = parts.get(i).order();
            long count = order != null ? order.length : (total - first) / (parts.size() - i);
            rows.add(new Rows(first, count));
            first += count;
        }
        return rows;
    }

    /** Whether the program multiplies by it, so that it may be kept in a kernel's own layout. */
    boolean isProjection() {
        return role.endsWith("qkv.weight")
                || role.endsWith("output.weight")
                || role.endsWith("up.weight")
                || role.endsWith("down.weight")
                || role.equals("head.weight");
    }
}

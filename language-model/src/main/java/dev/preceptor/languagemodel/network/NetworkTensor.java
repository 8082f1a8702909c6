package dev.preceptor.languagemodel.network;

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

    /** Whether the program multiplies by it, so that it may be kept in a kernel's own layout. */
    boolean isProjection() {
        return role.endsWith("qkv.weight")
                || role.endsWith("output.weight")
                || role.endsWith("up.weight")
                || role.endsWith("down.weight")
                || role.equals("head.weight");
    }
}

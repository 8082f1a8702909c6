package dev.preceptor.languagemodel.network;

import java.util.List;

/**
 * A network tensor with adapters.
 *
 * @param slot the tensor's place among the blueprint's
 * @param inputs its columns
 * @param parts those of its parts that are adapted
 */
record AdaptedWeight(int slot, long inputs, List<AdaptedPart> parts) {

    /**
     * One part with its own adapter.
     *
     * @param layer the checkpoint's name of it, without {@code .weight}
     * @param rows its rows in the network tensor
     * @param part how its rows are ordered
     */
    record AdaptedPart(String layer, NetworkTensor.Rows rows, Part part) {}

    AdaptedWeight {
        parts = List.copyOf(parts);
    }
}

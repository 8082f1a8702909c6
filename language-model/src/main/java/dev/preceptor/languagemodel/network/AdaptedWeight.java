package dev.preceptor.languagemodel.network;

import java.util.List;

/**
 * A network tensor with adapters.
 *
 * @param index the tensor's index in the blueprint
 * @param inputs its columns
 * @param parts its parts that are adapted
 */
record AdaptedWeight(int index, long inputs, List<AdaptedPart> parts) {

    /**
     * One part with its own adapter.
     *
     * @param layer the checkpoint's name of it, without {@code .weight}
     * @param rows its rows in the network tensor
     * @param part how its rows are ordered
     */
    record AdaptedPart(String layer, NetworkTensor.Rows rows, CheckpointTensor part) {}

    AdaptedWeight {
        parts = List.copyOf(parts);
    }
}

package dev.preceptor.languagemodel.network;

import java.util.List;

/**
 * A network tensor that LoRA adapts.
 *
 * @param index the index of the tensor in the definition of the network
 * @param inputs the number of columns
 * @param parts the adapted parts
 */
record LoraTarget(int index, long inputs, List<Part> parts) {

    /**
     * A part of the tensor that has its own A and B.
     *
     * @param layer the name of the layer in the checkpoint, without {@code .weight}
     * @param rows the rows of the part in the network tensor
     * @param part the tensor of the checkpoint, with the order of its rows
     */
    record Part(String layer, NetworkTensor.Rows rows, CheckpointTensor part) {}

    LoraTarget {
        parts = List.copyOf(parts);
    }
}

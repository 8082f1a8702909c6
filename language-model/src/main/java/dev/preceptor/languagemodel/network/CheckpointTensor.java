package dev.preceptor.languagemodel.network;

import java.util.Arrays;

/**
 * A tensor of a checkpoint, and its conversion to rows of a network tensor.
 *
 * @param name the Hugging Face name of the tensor
 * @param rowOrder row i of the network tensor is row {@code rowOrder[i]} of the checkpoint's tensor; null if the orders are equal
 * @param transposed whether the checkpoint stores the matrix as [inputs, outputs]; {@code rowOrder} then refers to the outputs
 */
record CheckpointTensor(String name, int[] rowOrder, boolean transposed) {

    static CheckpointTensor asStored(String name) {
        return new CheckpointTensor(name, null, false);
    }

    static CheckpointTensor transposed(String name) {
        return new CheckpointTensor(name, null, true);
    }

    static CheckpointTensor reordered(String name, int[] rowOrder) {
        return new CheckpointTensor(name, rowOrder, false);
    }

    /** Returns the inverse permutation of {@link #rowOrder}, or null if that is null. */
    int[] inverseRowOrder() {
        if (rowOrder == null) {
            return null;
        }
        int[] inverse = new int[rowOrder.length];
        for (int i = 0; i < rowOrder.length; i++) {
            inverse[rowOrder[i]] = i;
        }
        return inverse;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CheckpointTensor tensor
                && name.equals(tensor.name)
                && transposed == tensor.transposed
                && Arrays.equals(rowOrder, tensor.rowOrder);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}

package dev.preceptor.languagemodel.network;

import java.util.Arrays;

/**
 * One tensor of a checkpoint and how its rows enter a network tensor.
 *
 * @param name the tensor's Hugging Face name
 * @param order row i of the network tensor is row {@code order[i]} of the checkpoint's; null where they are equal
 * @param transposed the checkpoint stores the matrix as [inputs, outputs]; {@code order} is about the outputs
 */
record Part(String name, int[] order, boolean transposed) {

    static Part asStored(String name) {
        return new Part(name, null, false);
    }

    static Part transposed(String name) {
        return new Part(name, null, true);
    }

    static Part reordered(String name, int[] order) {
        return new Part(name, order, false);
    }

    /** The permutation that undoes {@link #order}; null where there is none. */
    int[] inverseOrder() {
        if (order == null) {
            return null;
        }
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[order[i]] = i;
        }
        return inverse;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Part part
                && name.equals(part.name)
                && transposed == part.transposed
                && Arrays.equals(order, part.order);
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

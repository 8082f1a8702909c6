package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct access to the native memory of contiguous arrays on the CPU, which avoids a second copy of the weights. A view is
 * limited to 2 GiB, so larger arrays have several views.
 */
final class TensorMemory {

    /** The maximum number of elements in a view; a multiple of all block sizes. */
    static final int VIEW_ELEMENTS = 1 << 28;

    private TensorMemory() {}

    @FunctionalInterface
    interface View {
        /**
         * Receives a part of an array.
         *
         * @param memory the bytes of the part, little-endian; valid only during the call
         * @param firstElement the index of its first element in the flattened array
         * @param elements the number of elements
         */
        void accept(ByteBuffer memory, long firstElement, int elements);
    }

    static void forEachView(NDArray array, View view) {
        long size = array.size();
        if (size == 0) {
            return;
        }
        if (size <= VIEW_ELEMENTS) {
            view.accept(memory(array), 0, (int) size);
            return;
        }
        try (NDArray flat = array.reshape(new Shape(size))) {
            for (long first = 0; first < size; first += VIEW_ELEMENTS) {
                long end = Math.min(size, first + VIEW_ELEMENTS);
                try (NDArray slice = flat.get(new NDIndex().addSliceDim(first, end))) {
                    view.accept(memory(slice), first, (int) (end - first));
                }
            }
        }
    }

    private static ByteBuffer memory(NDArray array) {
        return array.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
    }
}

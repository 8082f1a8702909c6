package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct access to the native memory of contiguous arrays on the CPU, so that weights are never held twice. One view
 * reaches at most 2 GiB, so larger arrays are seen through several.
 */
final class TensorMemory {

    /** Elements in one view; a multiple of every quantised block's length. */
    static final int VIEW_ELEMENTS = 1 << 28;

    private TensorMemory() {}

    @FunctionalInterface
    interface View {
        /**
         * One stretch of an array.
         *
         * @param memory the stretch's bytes, little-endian; valid within the call only
         * @param firstElement where in the flattened array it begins
         * @param elements how many elements it holds
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

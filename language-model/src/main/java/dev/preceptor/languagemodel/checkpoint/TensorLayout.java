package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.Shape;

/**
 * The position and the order of a tensor's values in a file.
 *
 * @param position the offset of the first byte
 * @param shape the shape in Hugging Face's layout
 * @param blockElements the number of values in a block; 1 if the tensor is not quantised
 * @param blockBytes the number of bytes in a block
 * @param rowOrder row i of the tensor is row rowOrder[i] of the file; null if the orders are equal
 */
record TensorLayout(long position, Shape shape, int blockElements, int blockBytes, int[] rowOrder) {

    /** Returns the number of values in a row. If the elements of a vector are reordered, each is a row. */
    long rowElements() {
        boolean singleElement = shape.dimension() == 0 || (shape.dimension() == 1 && rowOrder != null);
        return singleElement ? 1 : shape.get(shape.dimension() - 1);
    }

    long rowBytes() {
        return bytesOf(rowElements());
    }

    /** Returns the number of bytes that store this many values. */
    long bytesOf(long elements) {
        return elements / blockElements * blockBytes;
    }

    /** Returns a chunk size of about this many values: a multiple of the row size if rows are reordered. */
    int chunkElements(int target) {
        if (rowOrder == null) {
            return target;
        }
        int row = Math.toIntExact(rowElements());
        return Math.max(1, target / row) * row;
    }

    /** Reads the raw bytes of a chunk. It must start at the beginning of a block, or of a row if rows are reordered. */
    void fill(CheckpointFile file, long first, int elements, byte[] raw) {
        if (rowOrder == null) {
            file.read(position + bytesOf(first), raw, 0, (int) bytesOf(elements));
            return;
        }
        int bytes = (int) rowBytes();
        int firstRow = Math.toIntExact(first / rowElements());
        int rows = Math.toIntExact(elements / rowElements());
        for (int row = 0; row < rows; row++) {
            file.read(position + (long) rowOrder[firstRow + row] * bytes, raw, row * bytes, bytes);
        }
    }
}

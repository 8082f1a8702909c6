package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.Shape;

/**
 * Where a tensor's values lie in a file, and in which order.
 *
 * @param position of its first byte
 * @param shape as Hugging Face has it
 * @param blockElements values that are stored together; 1 unless quantised
 * @param blockBytes bytes of such a block
 * @param rowOrder rowOrder[i] is the file's row that is row i of the tensor; null where they agree
 */
record TensorLayout(long position, Shape shape, int blockElements, int blockBytes, int[] rowOrder) {

    /** Values of one row; a vector whose elements are reordered has rows of one. */
    long rowElements() {
        boolean single = shape.dimension() == 0 || (shape.dimension() == 1 && rowOrder != null);
        return single ? 1 : shape.get(shape.dimension() - 1);
    }

    long rowBytes() {
        return bytesOf(rowElements());
    }

    /** The bytes that so many values take. */
    long bytesOf(long elements) {
        return elements / blockElements * blockBytes;
    }

    /** The greatest piece of about that many values that can be read on its own: whole blocks, and rows if reordered. */
    int pieceElements(int wanted) {
        if (rowOrder == null) {
            return wanted;
        }
        int row = Math.toIntExact(rowElements());
        return Math.max(1, wanted / row) * row;
    }

    /** Reads the raw bytes of a piece that starts at a block's, or a row's, beginning. */
    void fill(ReadableFile file, long first, int elements, byte[] raw) {
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

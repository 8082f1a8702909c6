package dev.preceptor.languagemodel.checkpoint;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/** Brings a stretch of a file into a new array, decoding and encoding piece by piece on all cores. */
final class TensorReader {

    /** Elements per piece: some 100 KB each of raw, float and encoded data stay in the core's cache. */
    private static final int PIECE = 1 << 15;

    private static final int TASKS = 4 * Runtime.getRuntime().availableProcessors();

    /** Turns the raw bytes of {@code elements} values, a whole number of blocks, into floats. */
    @FunctionalInterface
    interface Decoder {
        void decode(byte[] from, float[] to, int elements);
    }

    private TensorReader() {}

    /**
     * Reads values, decoding them from how they are stored.
     *
     * @param layout where and how the values lie
     * @param target the type of the values in the array
     */
    static NDArray read(
            ReadableFile file, TensorLayout layout, String name, Decoder decoder, NDManager manager, DataType target) {
        Precision precision = Precision.of(target);
        NDArray array = create(file, manager, name, layout.shape(), precision.arrayType());
        int piece = layout.pieceElements(PIECE);
        TensorMemory.forEachView(array, (memory, first, elements) -> {
            int pieces = (elements + piece - 1) / piece;
            int tasks = Math.min(pieces, TASKS);
            IntStream.range(0, tasks).parallel().forEach(task -> {
                Scratch scratch = new Scratch(Math.min(piece, elements), layout, precision);
                for (int index = task; index < pieces; index += tasks) {
                    int start = index * piece;
                    int count = Math.min(piece, elements - start);
                    layout.fill(file, first + start, count, scratch.raw);
                    decoder.decode(scratch.raw, scratch.values, count);
                    ByteBuffer to = memory.duplicate().position(start * precision.bytes());
                    precision.encode(scratch.values, count, to, scratch.encoded);
                }
            });
        });
        return placed(array, manager);
    }

    /** What one thread needs to bring over a piece. */
    private static final class Scratch {
        private final byte[] raw;
        private final float[] values;
        private final byte[] encoded;

        private Scratch(int elements, TensorLayout layout, Precision target) {
            raw = new byte[Math.toIntExact(layout.bytesOf(elements))];
            values = new float[elements];
            encoded = new byte[elements * target.bytes()];
        }
    }

    private static NDArray create(ReadableFile file, NDManager manager, String name, Shape shape, DataType type) {
        try {
            return manager.create(shape, type, Device.cpu());
        } catch (EngineException e) {
            throw new CheckpointException(
                    file.path() + ": no memory for tensor " + name + " of shape " + shape + " in " + type, e);
        }
    }

    private static NDArray placed(NDArray array, NDManager manager) {
        if (manager.getDevice().equals(Device.cpu())) {
            return array;
        }
        try (NDArray onCpu = array) {
            return onCpu.toDevice(manager.getDevice(), true);
        }
    }
}

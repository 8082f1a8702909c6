package dev.preceptor.languagemodel.checkpoint;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/** Reads a tensor from a file into a new array. It decodes and converts the values in chunks, on all cores. */
final class TensorReader {

    /** The raw, float and converted data of a chunk take about 100 KB each and fit into the cache of a core. */
    private static final int CHUNK_ELEMENTS = 1 << 15;

    private static final int TASKS = 4 * Runtime.getRuntime().availableProcessors();

    /** Decodes the raw bytes of {@code elements} values, which are whole blocks, to floats. */
    @FunctionalInterface
    interface Decoder {
        void decode(byte[] from, float[] to, int elements);
    }

    private TensorReader() {}

    /**
     * Reads a tensor.
     *
     * @param layout the position and the order of the values in the file
     * @param name the name of the tensor, for error messages
     * @param target the type of the values in the array
     */
    static NDArray read(
            CheckpointFile file,
            TensorLayout layout,
            String name,
            Decoder decoder,
            NDManager manager,
            DataType target) {
        FloatFormat format = FloatFormat.of(target);
        NDArray array = create(file, manager, name, layout.shape(), format.arrayType());
        int chunk = layout.chunkElements(CHUNK_ELEMENTS);
        TensorMemory.forEachView(array, (memory, first, elements) -> {
            int chunks = (elements + chunk - 1) / chunk;
            int tasks = Math.min(chunks, TASKS);
            IntStream.range(0, tasks).parallel().forEach(task -> {
                Scratch scratch = new Scratch(Math.min(chunk, elements), layout, format);
                for (int index = task; index < chunks; index += tasks) {
                    int start = index * chunk;
                    int count = Math.min(chunk, elements - start);
                    layout.fill(file, first + start, count, scratch.raw);
                    decoder.decode(scratch.raw, scratch.values, count);
                    ByteBuffer to = memory.duplicate().position(start * format.bytes());
                    format.encode(scratch.values, count, to, scratch.encoded);
                }
            });
        });
        return moveToDevice(array, manager);
    }

    /** The buffers of one task. */
    private static final class Scratch {
        private final byte[] raw;
        private final float[] values;
        private final byte[] encoded;

        private Scratch(int elements, TensorLayout layout, FloatFormat target) {
            raw = new byte[Math.toIntExact(layout.bytesOf(elements))];
            values = new float[elements];
            encoded = new byte[elements * target.bytes()];
        }
    }

    private static NDArray create(CheckpointFile file, NDManager manager, String name, Shape shape, DataType type) {
        try {
            return manager.create(shape, type, Device.cpu());
        } catch (EngineException e) {
            throw new CheckpointException(
                    file.path() + ": not enough memory for tensor " + name + " of shape " + shape + " in " + type, e);
        }
    }

    private static NDArray moveToDevice(NDArray array, NDManager manager) {
        if (manager.getDevice().equals(Device.cpu())) {
            return array;
        }
        try (NDArray onCpu = array) {
            return onCpu.toDevice(manager.getDevice(), true);
        }
    }
}

package dev.preceptor.languagemodel.checkpoint;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;

/** Writes a .safetensors file and computes its SHA-256. It converts and holds one tensor at a time. */
final class SafetensorsWriter {

    private static final int CHUNK_ELEMENTS = 1 << 18;

    private final FileChannel channel;
    private final MessageDigest digest = Sha256.digest();
    private final FloatFormat target;

    private SafetensorsWriter(FileChannel channel, FloatFormat target) {
        this.channel = channel;
        this.target = target;
    }

    /** Creates the file and flushes it to disk. */
    static SavedCheckpoint.WeightFile write(Path file, Map<String, LazyTensor> tensors, FloatFormat target)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            SafetensorsWriter writer = new SafetensorsWriter(channel, target);
            writer.write(header(tensors, target));
            for (Map.Entry<String, LazyTensor> tensor : tensors.entrySet()) {
                writer.write(tensor.getKey(), tensor.getValue());
            }
            channel.force(true);
            return new SavedCheckpoint.WeightFile(
                    file.getFileName().toString(), channel.size(), Sha256.hex(writer.digest));
        }
    }

    static long bytes(LazyTensor tensor, FloatFormat target) {
        return tensor.shape().size() * target.bytes();
    }

    private static ByteBuffer header(Map<String, LazyTensor> tensors, FloatFormat target) throws IOException {
        ObjectNode header = JsonFields.MAPPER.createObjectNode();
        // transformers rejects a file that does not name its framework.
        header.putObject("__metadata__").put("format", "pt");
        long position = 0;
        for (Map.Entry<String, LazyTensor> tensor : tensors.entrySet()) {
            ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", target.name());
            var shape = entry.putArray("shape");
            for (long dimension : tensor.getValue().shape().getShape()) {
                shape.add(dimension);
            }
            long end = position + bytes(tensor.getValue(), target);
            entry.putArray("data_offsets").add(position).add(end);
            position = end;
        }
        byte[] json = JsonFields.MAPPER.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        // Spaces pad the header to a multiple of eight, which aligns the tensors.
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer buffer = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private void write(String name, LazyTensor tensor) throws IOException {
        try (NDManager scratch = NDManager.newBaseManager(Device.cpu())) {
            NDArray array = tensor.compute().apply(scratch);
            if (!array.getShape().equals(tensor.shape())) {
                throw new IllegalStateException(
                        "tensor " + name + " has shape " + array.getShape() + ", not " + tensor.shape());
            }
            write(name, array);
        }
    }

    private void write(String name, NDArray tensor) throws IOException {
        if (!tensor.getDevice().equals(Device.cpu())) {
            try (NDArray onCpu = tensor.toDevice(Device.cpu(), true)) {
                write(name, onCpu);
            }
            return;
        }
        FloatFormat source = FloatFormat.of(tensor.getDataType());
        IOException[] failure = new IOException[1];
        TensorMemory.forEachView(tensor, (memory, first, elements) -> {
            try {
                if (failure[0] == null) {
                    write(name, memory, elements, source);
                }
            } catch (IOException e) {
                failure[0] = e;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private void write(String name, ByteBuffer memory, int elements, FloatFormat source) throws IOException {
        if (source == target) {
            write(memory);
            return;
        }
        byte[] raw = new byte[CHUNK_ELEMENTS * source.bytes()];
        byte[] encoded = new byte[CHUNK_ELEMENTS * target.bytes()];
        float[] values = new float[CHUNK_ELEMENTS];
        ByteBuffer chunk = ByteBuffer.allocate(encoded.length);
        for (int start = 0; start < elements; start += CHUNK_ELEMENTS) {
            int count = Math.min(CHUNK_ELEMENTS, elements - start);
            memory.get(raw, 0, count * source.bytes());
            source.decode(raw, values, count);
            requireRange(name, values, count);
            target.encode(values, count, chunk.clear(), encoded);
            write(chunk.flip());
        }
    }

    /** Rejects a finite value that the target type would round to infinity. */
    private void requireRange(String name, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            if (!target.holds(values[i])) {
                throw new CheckpointException(
                        "tensor " + name + " contains " + values[i] + ", which exceeds the range of "
                                + target.torchName() + ": write the checkpoint in bfloat16 or float32");
            }
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

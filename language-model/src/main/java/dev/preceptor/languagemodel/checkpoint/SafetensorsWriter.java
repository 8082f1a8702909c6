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

/** Writes one .safetensors file, hashing it on the way, with one tensor at a time in the target's precision. */
final class SafetensorsWriter {

    private static final int PIECE = 1 << 18;

    private final FileChannel channel;
    private final MessageDigest digest = Sha256.digest();
    private final Precision target;

    private SafetensorsWriter(FileChannel channel, Precision target) {
        this.channel = channel;
        this.target = target;
    }

    /** Creates the file, durable on return. */
    static SavedCheckpoint.WeightFile write(Path file, Map<String, PendingTensor> tensors, Precision target)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            SafetensorsWriter writer = new SafetensorsWriter(channel, target);
            writer.put(header(tensors, target));
            for (Map.Entry<String, PendingTensor> tensor : tensors.entrySet()) {
                writer.put(tensor.getKey(), tensor.getValue());
            }
            channel.force(true);
            return new SavedCheckpoint.WeightFile(
                    file.getFileName().toString(), channel.size(), Sha256.hex(writer.digest));
        }
    }

    static long bytes(PendingTensor tensor, Precision target) {
        return tensor.shape().size() * target.bytes();
    }

    private static ByteBuffer header(Map<String, PendingTensor> tensors, Precision target) throws IOException {
        ObjectNode header = JsonFields.MAPPER.createObjectNode();
        // transformers refuses a file that does not say which framework's layout it has.
        header.putObject("__metadata__").put("format", "pt");
        long position = 0;
        for (Map.Entry<String, PendingTensor> tensor : tensors.entrySet()) {
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
        // Spaces up to a multiple of eight keep the tensors aligned.
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer buffer = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private void put(String name, PendingTensor tensor) throws IOException {
        try (NDManager scratch = NDManager.newBaseManager(Device.cpu())) {
            NDArray array = tensor.making().apply(scratch);
            if (!array.getShape().equals(tensor.shape())) {
                throw new IllegalStateException(
                        "tensor " + name + " has shape " + array.getShape() + ", not " + tensor.shape());
            }
            put(name, array);
        }
    }

    private void put(String name, NDArray tensor) throws IOException {
        if (!tensor.getDevice().equals(Device.cpu())) {
            try (NDArray onCpu = tensor.toDevice(Device.cpu(), true)) {
                put(name, onCpu);
            }
            return;
        }
        Precision source = Precision.of(tensor.getDataType());
        IOException[] failure = new IOException[1];
        TensorMemory.forEachView(tensor, (memory, first, elements) -> {
            try {
                if (failure[0] == null) {
                    put(name, memory, elements, source);
                }
            } catch (IOException e) {
                failure[0] = e;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private void put(String name, ByteBuffer memory, int elements, Precision source) throws IOException {
        if (source == target) {
            put(memory);
            return;
        }
        byte[] raw = new byte[PIECE * source.bytes()];
        byte[] encoded = new byte[PIECE * target.bytes()];
        float[] values = new float[PIECE];
        ByteBuffer piece = ByteBuffer.allocate(encoded.length);
        for (int start = 0; start < elements; start += PIECE) {
            int count = Math.min(PIECE, elements - start);
            memory.get(raw, 0, count * source.bytes());
            source.decode(raw, values, count);
            requireRange(name, values, count);
            target.encode(values, count, piece.clear(), encoded);
            put(piece.flip());
        }
    }

    /** What would be rounded to infinity could not be read again. */
    private void requireRange(String name, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            if (!target.holds(values[i])) {
                throw new CheckpointException("tensor " + name + " holds " + values[i] + ", which is beyond "
                        + target.torchName() + ": write the checkpoint in bfloat16 or float32");
            }
        }
    }

    private void put(ByteBuffer bytes) throws IOException {
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

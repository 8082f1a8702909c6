package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the header of a GGUF file, versions 2 and 3. Before it allocates memory, it checks every length against the
 * remaining bytes of the file and against limits far above those of real models.
 *
 * <p>Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
final class GgufHeader {

    private static final int MAGIC = 'G' | 'G' << 8 | 'U' << 16 | 'F' << 24;
    private static final int MAX_STRING_BYTES = 4 << 20;
    private static final int MAX_LIST_ELEMENTS = 3 << 20;
    private static final int MAX_ENTRIES = 1 << 17;
    private static final int MAX_HEADER_BYTES = 64 << 20;

    /**
     * The header's entry of a tensor.
     *
     * @param name its GGUF name
     * @param shape its shape, outermost dimension first
     * @param position the offset of its first byte in the file
     */
    record Tensor(String name, GgmlType type, Shape shape, long position) {}

    private final CheckpointFile file;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private final ByteBuffer buffer =
            ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long filled;
    private int elements;

    private GgufHeader(CheckpointFile file) {
        this.file = file;
    }

    static GgufHeader read(CheckpointFile file) {
        GgufHeader header = new GgufHeader(file);
        header.read();
        return header;
    }

    GgufMetadata metadata() {
        return new GgufMetadata(file.path(), values);
    }

    List<Tensor> tensors() {
        return tensors;
    }

    private void read() {
        if (file.size() < 24 || next(4).getInt() != MAGIC) {
            throw file.invalid("not a GGUF file");
        }
        int version = next(4).getInt();
        if (version != 2 && version != 3) {
            throw file.invalid("GGUF version " + Integer.toUnsignedString(version) + "; supported are 2 and 3");
        }
        int tensorCount = length("number of tensors", MAX_ENTRIES);
        int valueCount = length("number of values", MAX_ENTRIES);
        for (int i = 0; i < valueCount; i++) {
            String key = string("a key");
            values.put(key, value(key, next(4).getInt(), 0));
        }
        record Declared(String name, GgmlType type, Shape shape, long offset) {}
        List<Declared> declared = new ArrayList<>();
        for (int i = 0; i < tensorCount; i++) {
            String name = string("a tensor's name");
            Shape shape = shape(name);
            declared.add(new Declared(name, GgmlType.ofNumber(next(4).getInt(), name, file), shape, next(8).getLong()));
        }
        long alignment = values.get("general.alignment") instanceof Long given ? given : 32;
        if (alignment <= 0 || alignment > 1 << 20) {
            throw file.invalid("general.alignment is " + alignment);
        }
        long dataStart = (position() + alignment - 1) / alignment * alignment;
        for (Declared tensor : declared) {
            tensors.add(located(tensor.name(), tensor.type(), tensor.shape(), dataStart, tensor.offset()));
        }
    }

    private Tensor located(String name, GgmlType type, Shape shape, long dataStart, long offset) {
        long row = shape.get(shape.dimension() - 1);
        if (row % type.blockElements() != 0) {
            throw file.invalid("tensor " + name + ": rows of " + row + " values are not whole blocks of "
                    + type.blockElements() + " (" + type + ")");
        }
        long bytes = shape.size() / type.blockElements() * type.blockBytes();
        if (offset < 0 || offset > file.size() - dataStart || bytes > file.size() - dataStart - offset) {
            throw file.invalid("tensor " + name + " of " + bytes + " bytes at " + Long.toUnsignedString(offset)
                    + " exceeds the end of the file, which is truncated or incomplete");
        }
        return new Tensor(name, type, shape, dataStart + offset);
    }

    private Shape shape(String name) {
        int dimensions = next(4).getInt();
        if (dimensions < 1 || dimensions > 4) {
            throw file.invalid("tensor " + name + " has " + Integer.toUnsignedString(dimensions) + " dimensions");
        }
        long[] shape = new long[dimensions];
        long size = 1;
        // GGUF stores the innermost dimension first.
        for (int i = dimensions - 1; i >= 0; i--) {
            shape[i] = next(8).getLong();
            if (shape[i] <= 0 || shape[i] > (1L << 50) / size) {
                throw file.invalid("tensor " + name + " has an impossible dimension: " + shape[i]);
            }
            size *= shape[i];
        }
        return new Shape(shape);
    }

    private Object value(String key, int type, int depth) {
        return switch (type) {
            case 0 -> (long) (next(1).get() & 0xFF);
            case 1 -> (long) next(1).get();
            case 2 -> (long) (next(2).getShort() & 0xFFFF);
            case 3 -> (long) next(2).getShort();
            case 4 -> next(4).getInt() & 0xFFFFFFFFL;
            case 5 -> (long) next(4).getInt();
            case 6 -> decimal(next(4).getFloat());
            case 7 -> next(1).get() != 0;
            case 8 -> string(key);
            case 9 -> list(key, depth);
            case 10, 11 -> next(8).getLong();
            case 12 -> next(8).getDouble();
            default ->
                throw file.invalid(
                        key + " is of value type " + Integer.toUnsignedString(type) + ", which is not supported");
        };
    }

    /** Converts a float by its decimal form: 1e-5 becomes 1e-5, not 9.99999974e-6. */
    private static Double decimal(float value) {
        return Double.valueOf(Float.toString(value));
    }

    private List<Object> list(String key, int depth) {
        if (depth > 3) {
            throw file.invalid(key + " is a list of lists of lists");
        }
        int type = next(4).getInt();
        int count = length("length of " + key, MAX_LIST_ELEMENTS);
        elements += count;
        if (elements > MAX_LIST_ELEMENTS) {
            throw file.invalid("the header's lists hold more than " + MAX_LIST_ELEMENTS + " elements");
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(value(key, type, depth + 1));
        }
        return list;
    }

    private String string(String what) {
        int length = length("length of " + what, MAX_STRING_BYTES);
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, 1 << 15);
            next(count).get(bytes, done, count);
            done += count;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int length(String what, int max) {
        long length = next(8).getLong();
        if (length < 0 || length > max || length > file.size() - position()) {
            throw file.invalid("invalid header: " + what + " is " + Long.toUnsignedString(length));
        }
        return (int) length;
    }

    private long position() {
        return filled - buffer.remaining();
    }

    /** Returns the buffer after making at least this many bytes available in it. */
    private ByteBuffer next(int bytes) {
        if (buffer.remaining() < bytes) {
            long available = Math.min(file.size(), MAX_HEADER_BYTES) - filled;
            if (buffer.remaining() + available < bytes) {
                throw file.invalid("the header ends early, at byte " + filled);
            }
            buffer.compact();
            buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + available));
            int start = buffer.position();
            file.readFully(filled, buffer);
            filled += buffer.position() - start;
            buffer.flip();
        }
        return buffer;
    }
}

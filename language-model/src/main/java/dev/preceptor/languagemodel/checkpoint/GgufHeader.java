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
 * Reads the header of a GGUF file, versions 2 and 3. Every length in it is checked against what is left of the file and
 * against limits far above any real model's, before memory is taken for it.
 *
 * <p>Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
final class GgufHeader {

    private static final int MAGIC = 'G' | 'G' << 8 | 'U' << 16 | 'F' << 24;
    private static final int GREATEST_TEXT = 4 << 20;
    private static final int GREATEST_ELEMENTS = 3 << 20;
    private static final int GREATEST_ENTRIES = 1 << 17;
    private static final int GREATEST_BYTES = 64 << 20;

    /** A tensor as the header has it: name in GGUF's terms, shape outermost first, place in the file. */
    record Tensor(String name, GgmlType type, Shape shape, long position) {}

    private final ReadableFile file;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private final ByteBuffer buffer =
            ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long filled;
    private int elements;

    private GgufHeader(ReadableFile file) {
        this.file = file;
    }

    static GgufHeader read(ReadableFile file) {
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
            throw file.damaged("not a GGUF file");
        }
        int version = next(4).getInt();
        if (version != 2 && version != 3) {
            throw file.damaged("GGUF version " + Integer.toUnsignedString(version) + "; supported are 2 and 3");
        }
        int tensorCount = length("number of tensors", GREATEST_ENTRIES);
        int valueCount = length("number of values", GREATEST_ENTRIES);
        for (int i = 0; i < valueCount; i++) {
            String key = text("a key");
            values.put(key, value(key, next(4).getInt(), 0));
        }
        record Declared(String name, GgmlType type, Shape shape, long offset) {}
        List<Declared> declared = new ArrayList<>();
        for (int i = 0; i < tensorCount; i++) {
            String name = text("a tensor's name");
            Shape shape = shape(name);
            declared.add(new Declared(name, GgmlType.numbered(next(4).getInt(), name, file), shape, next(8).getLong()));
        }
        long alignment = values.get("general.alignment") instanceof Long given ? given : 32;
        if (alignment <= 0 || alignment > 1 << 20) {
            throw file.damaged("general.alignment is " + alignment);
        }
        long dataStart = (position() + alignment - 1) / alignment * alignment;
        for (Declared tensor : declared) {
            tensors.add(placed(tensor.name(), tensor.type(), tensor.shape(), dataStart, tensor.offset()));
        }
    }

    private Tensor placed(String name, GgmlType type, Shape shape, long dataStart, long offset) {
        long row = shape.get(shape.dimension() - 1);
        if (row % type.blockElements() != 0) {
            throw file.damaged("tensor " + name + ": rows of " + row + " values are not whole blocks of "
                    + type.blockElements() + " (" + type + ")");
        }
        long bytes = shape.size() / type.blockElements() * type.blockBytes();
        if (offset < 0 || offset > file.size() - dataStart || bytes > file.size() - dataStart - offset) {
            throw file.damaged("tensor " + name + " of " + bytes + " bytes at " + Long.toUnsignedString(offset)
                    + " lies beyond the end of the file, which is cut short or not complete yet");
        }
        return new Tensor(name, type, shape, dataStart + offset);
    }

    private Shape shape(String name) {
        int dimensions = next(4).getInt();
        if (dimensions < 1 || dimensions > 4) {
            throw file.damaged("tensor " + name + " has " + Integer.toUnsignedString(dimensions) + " dimensions");
        }
        long[] shape = new long[dimensions];
        long size = 1;
        // GGUF has the innermost dimension first.
        for (int i = dimensions - 1; i >= 0; i--) {
            shape[i] = next(8).getLong();
            if (shape[i] <= 0 || shape[i] > (1L << 50) / size) {
                throw file.damaged("tensor " + name + " has an impossible dimension: " + shape[i]);
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
            case 6 -> floatAsWritten(next(4).getFloat());
            case 7 -> next(1).get() != 0;
            case 8 -> text(key);
            case 9 -> list(key, depth);
            case 10, 11 -> next(8).getLong();
            case 12 -> next(8).getDouble();
            default ->
                throw file.damaged(
                        key + " is of value type " + Integer.toUnsignedString(type) + ", which is not known");
        };
    }

    /** 1e-5 stored as a float stays 1e-5, not 9.99999974e-6. */
    private static Double floatAsWritten(float value) {
        return Double.valueOf(Float.toString(value));
    }

    private List<Object> list(String key, int depth) {
        if (depth > 3) {
            throw file.damaged(key + " is a list of lists of lists");
        }
        int type = next(4).getInt();
        int count = length("length of " + key, GREATEST_ELEMENTS);
        elements += count;
        if (elements > GREATEST_ELEMENTS) {
            throw file.damaged("the header's lists hold more than " + GREATEST_ELEMENTS + " elements");
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(value(key, type, depth + 1));
        }
        return list;
    }

    private String text(String of) {
        int length = length("length of " + of, GREATEST_TEXT);
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int part = Math.min(length - done, 1 << 15);
            next(part).get(bytes, done, part);
            done += part;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int length(String what, int greatest) {
        long length = next(8).getLong();
        if (length < 0 || length > greatest || length > file.size() - position()) {
            throw file.damaged("damaged header: " + what + " is " + Long.toUnsignedString(length));
        }
        return (int) length;
    }

    private long position() {
        return filled - buffer.remaining();
    }

    /** The buffer with at least so many bytes left in it. */
    private ByteBuffer next(int bytes) {
        if (buffer.remaining() < bytes) {
            long available = Math.min(file.size(), GREATEST_BYTES) - filled;
            if (buffer.remaining() + available < bytes) {
                throw file.damaged("the header ends early, at byte " + filled);
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

package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A .safetensors file. It consists of the length of the header in eight bytes, a JSON header, and the bytes of the tensors
 * without gaps.
 *
 * <p>Format: https://github.com/huggingface/safetensors
 */
final class SafetensorsFile implements WeightSource {

    /** Enough for about 60,000 tensors. The limit prevents a damaged header from exhausting the heap. */
    private static final long MAX_HEADER_BYTES = 8 << 20;

    private static final Map<String, Integer> TYPE_BYTES = Map.ofEntries(
            Map.entry("F64", 8),
            Map.entry("F32", 4),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("F8_E4M3", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("I64", 8),
            Map.entry("U64", 8),
            Map.entry("I32", 4),
            Map.entry("U32", 4),
            Map.entry("I16", 2),
            Map.entry("U16", 2),
            Map.entry("I8", 1),
            Map.entry("U8", 1),
            Map.entry("BOOL", 1));

    private record Entry(TensorInfo info, long begin, long end) {}

    private final CheckpointFile file;
    private final Map<String, Entry> entries = new TreeMap<>();
    private long dataStart;

    private SafetensorsFile(CheckpointFile file) {
        this.file = file;
    }

    static SafetensorsFile open(Path path) {
        SafetensorsFile opened = new SafetensorsFile(CheckpointFile.open(path));
        try {
            opened.readHeader();
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void readHeader() {
        if (file.size() < 8) {
            throw file.invalid("not a safetensors file: " + file.size() + " bytes");
        }
        byte[] start = new byte[8];
        file.read(0, start, 0, 8);
        long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > Math.min(MAX_HEADER_BYTES, file.size() - 8)) {
            throw file.invalid("not a safetensors file, or truncated: a header of " + Long.toUnsignedString(length)
                    + " bytes in a file of " + file.size());
        }
        byte[] json = new byte[(int) length];
        file.read(8, json, 0, json.length);
        dataStart = 8 + length;
        JsonFields header = JsonFields.of(file.path(), json);
        header.node().properties().forEach(field -> {
            if (!field.getKey().equals("__metadata__")) {
                entries.put(field.getKey(), entry(field.getKey(), header.object(field.getKey())));
            }
        });
        requireNoGaps();
    }

    private Entry entry(String name, JsonFields fields) {
        String type = fields.text("dtype");
        Integer width = TYPE_BYTES.get(type);
        if (width == null) {
            throw fields.invalid("dtype", "is " + type + ", which is not supported");
        }
        long[] shape = numbers(fields, "shape");
        long[] offsets = numbers(fields, "data_offsets");
        if (offsets.length != 2 || offsets[1] < offsets[0]) {
            throw fields.invalid(
                    "data_offsets", "is not [begin, end]: " + fields.node().get("data_offsets"));
        }
        long bytes = width;
        try {
            // Strides must not overflow, even if a dimension of 0 makes the tensor empty.
            long extent = width;
            for (long dimension : shape) {
                bytes = Math.multiplyExact(bytes, dimension);
                extent = Math.multiplyExact(extent, Math.max(1, dimension));
            }
        } catch (ArithmeticException e) {
            throw fields.invalid("shape", "is too large: " + fields.node().get("shape"));
        }
        if (bytes != offsets[1] - offsets[0]) {
            throw fields.invalid(
                    "data_offsets", "spans " + (offsets[1] - offsets[0]) + " bytes, but the shape needs " + bytes);
        }
        return new Entry(new TensorInfo(name, type, new Shape(shape)), offsets[0], offsets[1]);
    }

    private static long[] numbers(JsonFields fields, String field) {
        JsonNode values = fields.node().path(field);
        if (!values.isArray()) {
            throw fields.invalid(field, "is not a list");
        }
        long[] numbers = new long[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!values.get(i).canConvertToLong() || values.get(i).asLong() < 0) {
                throw fields.invalid(field, "contains an invalid size: " + values.get(i));
            }
            numbers[i] = values.get(i).asLong();
        }
        return numbers;
    }

    /** Rejects overlaps and gaps: they mean that the header does not match the data. */
    private void requireNoGaps() {
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long end = 0;
        for (Entry entry : sorted) {
            if (entry.begin() != end) {
                throw file.invalid("tensor " + entry.info().name() + " begins at " + entry.begin()
                        + ", but the previous tensor ends at " + end);
            }
            end = entry.end();
        }
        if (dataStart + end != file.size()) {
            throw file.invalid("the tensors end at byte " + (dataStart + end) + ", the file at " + file.size()
                    + ": the file is truncated or incomplete");
        }
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw file.invalid("there is no tensor " + name);
        }
        return entry;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    @Override
    public TensorInfo info(String name) {
        return entry(name).info();
    }

    @Override
    public Path file(String name) {
        entry(name);
        return file.path();
    }

    @Override
    public NDArray read(NDManager manager, String name, DataType type) {
        Entry entry = entry(name);
        FloatFormat format =
                switch (entry.info().storedType()) {
                    case "F32" -> FloatFormat.F32;
                    case "F16" -> FloatFormat.F16;
                    case "BF16" -> FloatFormat.BF16;
                    default ->
                        throw file.invalid("tensor " + name + " is of type "
                                + entry.info().storedType() + "; weights can be read from F32, F16 and BF16");
                };
        TensorLayout layout =
                new TensorLayout(dataStart + entry.begin(), entry.info().shape(), 1, format.bytes(), null);
        return TensorReader.read(file, layout, name, format::decode, manager, type);
    }

    @Override
    public void close() {
        file.close();
    }
}

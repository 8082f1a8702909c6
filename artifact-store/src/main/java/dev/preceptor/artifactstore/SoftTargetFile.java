package dev.preceptor.artifactstore;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A file of {@link SoftTargetRows}: safetensors with {@code tokens} int32 [N], {@code ids} int32 [N, K] and {@code logprobs} float16
 * [N, K]. Equal rows have equal bytes.
 */
public final class SoftTargetFile {

    private static final String FORMAT = "preceptor-soft-targets-1";

    private SoftTargetFile() {}

    /** Writes rows. Log-probabilities are rounded to float16. */
    public static byte[] write(SoftTargetRows rows) {
        int n = rows.rows();
        int width = rows.width();
        long idsFrom = 4L * n;
        long valuesFrom = idsFrom + 4L * n * width;
        long end = valuesFrom + 2L * n * width;
        String header = ("{\"__metadata__\":{\"format\":\"%s\"},".formatted(FORMAT)
                        + "\"tokens\":{\"dtype\":\"I32\",\"shape\":[%d],\"data_offsets\":[0,%d]},".formatted(n, idsFrom)
                        + "\"ids\":{\"dtype\":\"I32\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]},"
                                .formatted(n, width, idsFrom, valuesFrom)
                        + "\"logprobs\":{\"dtype\":\"F16\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}}"
                                .formatted(n, width, valuesFrom, end))
                .strip();
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(8 + padded.length() + end))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length())
                .put(padded.getBytes(StandardCharsets.US_ASCII));
        for (int token : rows.tokens()) {
            bytes.putInt(token);
        }
        for (int id : rows.ids()) {
            bytes.putInt(id);
        }
        for (float value : rows.logProbabilities()) {
            bytes.putShort(Float16.of(Math.min(value, 0)));
        }
        return bytes.array();
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it has another form, is cut off, or contains values that are no log-probabilities
     */
    public static SoftTargetRows read(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long length = file.length < 8 ? -1 : bytes.getLong();
        if (length < 2 || length > bytes.remaining()) {
            throw new IllegalArgumentException("is not a safetensors file");
        }
        JsonNode header = header(new String(file, 8, (int) length, StandardCharsets.UTF_8));
        int data = 8 + (int) length;
        JsonNode shape = header.path("ids").path("shape");
        int n = shape.path(0).asInt(-1);
        int width = shape.path(1).asInt(-1);
        require(header, "tokens", "I32", "[%d]".formatted(n));
        require(header, "ids", "I32", "[%d,%d]".formatted(n, width));
        require(header, "logprobs", "F16", "[%d,%d]".formatted(n, width));
        int[] tokens = new int[n];
        int[] ids = new int[Math.multiplyExact(n, width)];
        float[] values = new float[ids.length];
        slice(bytes, header, "tokens", data, 4L * n).asIntBuffer().get(tokens);
        slice(bytes, header, "ids", data, 4L * ids.length).asIntBuffer().get(ids);
        ByteBuffer halves = slice(bytes, header, "logprobs", data, 2L * ids.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = Float16.toFloat(halves.getShort());
        }
        return new SoftTargetRows(tokens, width, ids, values);
    }

    private static JsonNode header(String text) {
        try {
            JsonNode header = Json.mapper().readTree(text);
            if (!header.path("__metadata__").path("format").asText().equals(FORMAT)) {
                throw new IllegalArgumentException("is not a file of the format " + FORMAT);
            }
            return header;
        } catch (IOException e) {
            throw new IllegalArgumentException("has a header that is not JSON", e);
        }
    }

    private static void require(JsonNode header, String name, String type, String shape) {
        JsonNode tensor = header.path(name);
        if (!tensor.path("dtype").asText().equals(type)
                || !tensor.path("shape").toString().equals(shape)
                || shape.contains("-")) {
            throw new IllegalArgumentException("has the tensor %s as %s %s, expected %s %s"
                    .formatted(name, tensor.path("dtype").asText("none"), tensor.path("shape"), type, shape));
        }
    }

    private static ByteBuffer slice(ByteBuffer bytes, JsonNode header, String name, int data, long expected) {
        long from = header.path(name).path("data_offsets").path(0).asLong(-1);
        long to = header.path(name).path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to - from != expected || data + to > bytes.capacity()) {
            throw new IllegalArgumentException("is cut off: the tensor " + name + " is not complete");
        }
        return bytes.slice(Math.toIntExact(data + from), (int) expected).order(ByteOrder.LITTLE_ENDIAN);
    }
}

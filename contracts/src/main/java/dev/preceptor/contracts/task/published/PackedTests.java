package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.InflaterInputStream;

/**
 * LiveCodeBench's packed tests: base64 of zlib of a pickle that holds one string. Only the pickle instructions for one
 * string are supported and all others are rejected, so reading a file never executes code.
 */
final class PackedTests {

    private static final int PROTOCOL = 0x80;
    private static final int FRAME = 0x95;
    private static final int SHORT_STRING = 0x8c;
    private static final int STRING = 'X';
    private static final int LONG_STRING = 0x8d;

    private PackedTests() {}

    /**
     * Unpacks the JSON of a field.
     *
     * @throws RuntimeException created by the row, if the field is packed in another format
     */
    static String unpacked(JsonObject row, String field, String packed) {
        try (InflaterInputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(packed.strip())))) {
            return string(ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException | RuntimeException e) {
            throw row.broken("\"" + field
                    + "\" is neither JSON nor packed as LiveCodeBench packs it: base64 of zlib of a pickled string");
        }
    }

    private static String string(ByteBuffer pickle) {
        while (true) {
            int instruction = pickle.get() & 0xff;
            switch (instruction) {
                case PROTOCOL -> pickle.get();
                case FRAME -> pickle.getLong();
                case SHORT_STRING -> {
                    return text(pickle, pickle.get() & 0xff);
                }
                case STRING -> {
                    return text(pickle, pickle.getInt());
                }
                case LONG_STRING -> {
                    return text(pickle, Math.toIntExact(pickle.getLong()));
                }
                default -> throw new IllegalArgumentException("not a pickled string");
            }
        }
    }

    private static String text(ByteBuffer pickle, int length) {
        byte[] bytes = new byte[length];
        pickle.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

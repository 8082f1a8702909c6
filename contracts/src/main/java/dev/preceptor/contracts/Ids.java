package dev.preceptor.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Deterministic ids. An id is a hash of the values that determine the object, so creating the object again gives the
 * same id, and a consumer can drop an id that it has already processed.
 */
public final class Ids {

    private static final int ID_BYTES = 16;
    private static final byte[] SEPARATOR = {',', ' '};

    private Ids() {}

    /**
     * Returns an object's id: the first 16 bytes, in hexadecimal, of the SHA-256 over its kind and its determining
     * parts. Each part is prefixed with its length, so different lists of parts never hash the same text.
     *
     * @param kind the kind of object, for example {@code attempt}
     * @param parts the values that determine the object: texts, numbers, booleans, constants of enums, JSON, null, and lists of
     *     these. Their texts are hashed
     * @throws IllegalArgumentException for any other object. The text of a record, for example, changes when the record gets
     *     another field, and so would the id; pass a text that stays the same
     */
    public static String of(String kind, Object... parts) {
        MessageDigest digest = sha256();
        update(digest, kind);
        for (Object part : parts) {
            requireLastingText(part);
            if (part instanceof List<?> list) {
                updateWithText(digest, list);
            } else {
                update(digest, String.valueOf(part));
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    }

    /** Returns the sampling seed of an id: the first eight bytes of its SHA-256. */
    public static long seed(String id) {
        return ByteBuffer.wrap(sha256().digest(id.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /**
     * Returns the Kafka key of a task's events: events of one task stay in order, and tasks are spread over partitions.
     */
    public static String taskKey(String runId, String taskId) {
        return runId + "/" + taskId;
    }

    private static void update(MessageDigest digest, String part) {
        byte[] bytes = bytes(part);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    /** Equals {@code update(digest, list.toString())}, without building the text, which may be many megabytes. */
    private static void updateWithText(MessageDigest digest, List<?> list) {
        int length = 2 + SEPARATOR.length * Math.max(0, list.size() - 1);
        for (Object element : list) {
            length = Math.addExact(length, bytes(element).length);
        }
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
        digest.update((byte) '[');
        boolean first = true;
        for (Object element : list) {
            if (!first) {
                digest.update(SEPARATOR);
            }
            digest.update(bytes(element));
            first = false;
        }
        digest.update((byte) ']');
    }

    private static void requireLastingText(Object part) {
        if (part instanceof List<?> list) {
            list.forEach(Ids::requireLastingText);
        } else if (part != null
                && !(part instanceof String
                        || part instanceof Number
                        || part instanceof Boolean
                        || part instanceof Enum
                        || part instanceof JsonNode)) {
            throw new IllegalArgumentException(
                    "an id cannot depend on the text of a " + part.getClass().getName());
        }
    }

    private static byte[] bytes(Object part) {
        return String.valueOf(part).getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

package dev.preceptor.run.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is known of a run in a second.
 *
 * @param id a hash of the report, the same on every replica; null without a report
 * @param json the report; null without one
 */
record FeedEvent(Kind kind, String id, String json) {

    enum Kind {
        REPORT,
        /** Nothing new. */
        ALIVE,
        DELETED
    }

    static final FeedEvent ALIVE = new FeedEvent(Kind.ALIVE, null, null);
    static final FeedEvent DELETED = new FeedEvent(Kind.DELETED, null, null);

    private static final int ID_BYTES = 8;

    static FeedEvent report(String json) {
        return new FeedEvent(Kind.REPORT, hash(json), json);
    }

    private static String hash(String text) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

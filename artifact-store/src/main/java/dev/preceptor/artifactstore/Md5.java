package dev.preceptor.artifactstore;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** MD5, with which S3 detects transfer errors. It is not used to verify artifacts; see {@link Sha256}. */
final class Md5 {

    private Md5() {}

    /** In base64, as in the header {@code Content-MD5}. */
    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(digest(bytes));
    }

    /** In lower-case hexadecimal, as in the ETag of a part of an upload. */
    static String hexadecimal(byte[] bytes) {
        return HexFormat.of().formatHex(digest(bytes));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}

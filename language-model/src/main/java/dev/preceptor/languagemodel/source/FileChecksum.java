package dev.preceptor.languagemodel.source;

import dev.preceptor.languagemodel.checkpoint.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * The expected size and SHA-256 of a file.
 *
 * @param bytes the size in bytes
 * @param sha256 the hexadecimal SHA-256 of the content; null if the publisher does not provide it
 */
record FileChecksum(long bytes, String sha256) {

    /** Returns whether the file exists and has the expected size. It does not compute the hash. */
    boolean matchesSize(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) == bytes;
    }

    /**
     * Verifies the size and the hash of a file.
     *
     * @param name the name of the file, for the error message
     * @throws ModelSourceException if the size or the hash differs
     */
    void verify(Path file, String name) throws IOException {
        if (Files.size(file) != bytes) {
            throw new ModelSourceException(
                    name + ": has " + Files.size(file) + " bytes, expected " + bytes + "; try again");
        }
        if (sha256 != null && !sha256.equalsIgnoreCase(sha256Of(file))) {
            throw new ModelSourceException(name + ": was rejected because its SHA-256 is not " + sha256);
        }
    }

    private static String sha256Of(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[1 << 18];
        try (InputStream input = Files.newInputStream(file)) {
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return Sha256.hex(digest);
    }
}

package dev.preceptor.languagemodel.source;

import dev.preceptor.languagemodel.checkpoint.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * What a file must be.
 *
 * @param bytes its size
 * @param sha256 the hexadecimal SHA-256 of its contents; null where the publisher names none
 */
record Fingerprint(long bytes, String sha256) {

    /** Whether there is a file of this size; whoever put it there has checked the hash. */
    boolean hasSizeOf(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) == bytes;
    }

    /** @throws ModelSourceException if the file is another one */
    void require(Path file, String name) throws IOException {
        if (Files.size(file) != bytes) {
            throw new ModelSourceException(
                    name + ": is " + Files.size(file) + " bytes instead of " + bytes + "; try again");
        }
        if (sha256 != null && !sha256.equalsIgnoreCase(sha256Of(file))) {
            throw new ModelSourceException(
                    name + ": is not the file that it should be: its SHA-256 is not " + sha256 + "; it was not used");
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

package dev.preceptor.trainer.command;

import dev.preceptor.languagemodel.checkpoint.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The SHA-256 of a file of any size, in lower-case hexadecimal. */
final class FileHash {

    private static final int BUFFER = 1 << 20;

    private FileHash() {}

    static String of(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream content = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return Sha256.hex(digest);
        }
    }
}

package dev.preceptor.run.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder for the parts of one request while it is read. Closing deletes it. */
final class RequestFolder implements AutoCloseable {

    private final Path path;

    RequestFolder() {
        try {
            this.path = Files.createTempDirectory("preceptor-request");
        } catch (IOException e) {
            throw new UncheckedIOException("there is no room for the request in java.io.tmpdir: " + e.getMessage(), e);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path + ": " + e.getMessage(), e);
        }
    }
}

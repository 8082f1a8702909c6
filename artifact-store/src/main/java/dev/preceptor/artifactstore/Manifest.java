package dev.preceptor.artifactstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of the files in a published folder. It is written after all files, so its presence means that the folder is
 * complete. The folder is named by the manifest's SHA-256, so a reader that knows the name can verify every file.
 *
 * @param files sorted by path
 */
record Manifest(List<Entry> files) {

    /** @param name relative to the folder, with slashes */
    record Entry(String name, long bytes, String sha256) {}

    static Manifest of(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file)
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), "/");
                entries.add(new Entry(name, Files.size(file), Sha256.of(file)));
            }
        }
        return new Manifest(List.copyOf(entries));
    }

    /** @throws IOException if the bytes are not a manifest, or a name points outside the folder */
    static Manifest read(byte[] bytes) throws IOException {
        Manifest manifest = new Manifest(Json.mapper().readValue(bytes, new TypeReference<List<Entry>>() {}));
        for (Entry entry : manifest.files) {
            Path name = Path.of(entry.name());
            if (name.isAbsolute() || !name.normalize().equals(name) || name.startsWith("..")) {
                throw new IOException("'" + entry.name() + "' is not a name inside a folder");
            }
        }
        return manifest;
    }

    byte[] bytes() {
        try {
            return Json.mapper().writeValueAsString(files).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names, sizes and hashes can be written as JSON", e);
        }
    }
}

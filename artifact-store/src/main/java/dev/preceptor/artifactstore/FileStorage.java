package dev.preceptor.artifactstore;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder, on this machine or a shared volume, that every service sees at the same path. */
final class FileStorage implements Storage {

    private final Path root;

    /** @param root made on the first write */
    FileStorage(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String keep(String name, byte[] bytes) {
        Path file = root.resolve(name);
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Path unfinished = Files.createTempFile(
                        file.getParent(), file.getFileName().toString(), ".unfinished");
                Files.write(unfinished, bytes);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new ArtifactException("cannot write " + file + ": " + e.getMessage(), e);
        }
        return file.toUri().toString();
    }

    @Override
    public byte[] read(String uri) {
        Path file = path(uri);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ArtifactException("cannot read the data set " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Path workFolder(String name) {
        return root.resolve(name);
    }

    /** The folder is where all see it already. */
    @Override
    public String publish(Path folder) {
        return folder.toUri().toString();
    }

    @Override
    public Path folder(String uri) {
        return path(uri);
    }

    @Override
    public void delete(String name) {
        Path place = root.resolve(name).normalize();
        if (!place.startsWith(root) || place.equals(root)) {
            throw new ArtifactException("'" + name + "' does not lie in the artifact store " + root);
        }
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new ArtifactException("cannot delete " + place + ": " + e.getMessage(), e);
        }
    }

    private static Path path(String uri) {
        try {
            return Path.of(URI.create(uri));
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new ArtifactException("'" + uri + "' is not the URI of a file", e);
        }
    }
}

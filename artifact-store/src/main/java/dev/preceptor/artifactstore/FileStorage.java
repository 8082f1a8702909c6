package dev.preceptor.artifactstore;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
    public String keep(String name, Path source, String sha256) {
        Path file = root.resolve(name);
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Path unfinished = Files.createTempFile(
                        file.getParent(), file.getFileName().toString(), ".unfinished");
                Files.copy(source, unfinished, StandardCopyOption.REPLACE_EXISTING);
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

    private static Path path(String uri) {
        try {
            return Path.of(URI.create(uri));
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new ArtifactException("'" + uri + "' is not the URI of a file", e);
        }
    }
}

package dev.preceptor.artifactstore;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Storage in a folder, local or on a shared volume, that every service sees at the same path. */
final class FileStorage implements Storage {

    private final Path root;

    /** @param root created on the first write */
    FileStorage(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String keep(String name, byte[] bytes) {
        Path file = place(name);
        if (!Files.exists(file)) {
            replace(name, bytes);
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

    /**
     * If another process has published the same files under the name, those are kept, as others may be reading them.
     */
    @Override
    public String publish(Path folder, String name) {
        Path target = place(name);
        try {
            if (Files.isDirectory(target) && !files(target).equals(files(folder))) {
                Folders.delete(target);
            }
            if (!Files.isDirectory(target)) {
                moveUnlessPresent(folder, target);
            }
            Folders.delete(folder);
        } catch (IOException e) {
            throw new ArtifactException("cannot move " + folder + " to " + target + ": " + e.getMessage(), e);
        }
        return target.toUri().toString();
    }

    private static void moveUnlessPresent(Path folder, Path target) throws IOException {
        try {
            Folders.move(folder, target);
        } catch (FileSystemException e) {
            // Another process has published the folder first.
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Path folder(String uri) {
        return path(uri);
    }

    @Override
    public Optional<String> published(String name) {
        Path folder = place(name);
        return Files.isDirectory(folder) ? Optional.of(folder.toUri().toString()) : Optional.empty();
    }

    @Override
    public SortedSet<String> publishedBelow(String name) {
        Path folder = place(name);
        if (!Files.isDirectory(folder)) {
            return new TreeSet<>();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    // Folders that are still being written have temporary names that begin with a dot.
                    .filter(entry -> !entry.startsWith("."))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void replace(String name, byte[] bytes) {
        Path file = place(name);
        try {
            Files.createDirectories(file.getParent());
            Path unfinished =
                    Files.createTempFile(file.getParent(), file.getFileName().toString(), ".unfinished");
            Files.write(unfinished, bytes);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ArtifactException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<byte[]> find(String name) {
        Path file = place(name);
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void copyIn(Path folder, Manifest manifest, String name) {
        Path target = place(name);
        try {
            if (!Files.isDirectory(target)) {
                Folders.copy(folder, target);
            }
        } catch (IOException e) {
            throw new ArtifactException("cannot copy " + folder + " to " + target + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean copyOut(String name, Path folder) {
        Path source = place(name);
        try {
            if (!Files.isDirectory(source)) {
                return false;
            }
            Folders.fill(folder, source);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new ArtifactException("cannot copy " + source + " to " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void delete(String name) {
        Path path = place(name);
        try {
            Folders.delete(path);
        } catch (IOException e) {
            throw new ArtifactException("cannot delete " + path + ": " + e.getMessage(), e);
        }
    }

    private Path place(String name) {
        Path place = root.resolve(name).normalize();
        if (!place.startsWith(root)) {
            throw new ArtifactException("'" + name + "' is not in the artifact store " + root);
        }
        return place;
    }

    private Path path(String uri) {
        Path path;
        try {
            path = Path.of(URI.create(uri)).normalize();
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new ArtifactException("'" + uri + "' is not the URI of a file", e);
        }
        if (!path.startsWith(root)) {
            throw new ArtifactException(
                    "'" + uri + "' is not in the artifact store " + root + ": do all services have the same setting?");
        }
        return path;
    }
}

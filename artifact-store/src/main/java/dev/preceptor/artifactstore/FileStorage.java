package dev.preceptor.artifactstore;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Storage in a folder, local or on a shared volume. All services must see it at the same path. */
final class FileStorage implements Storage {

    private final Path root;

    /** @param root created on the first write */
    FileStorage(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String putIfAbsent(String name, byte[] bytes) {
        Path file = resolve(name);
        if (!Files.exists(file)) {
            put(name, bytes);
        }
        return file.toUri().toString();
    }

    @Override
    public String putIfAbsent(String name, Path source, String sha256) {
        Path file = root.resolve(name);
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Path temporary = Files.createTempFile(
                        file.getParent(), file.getFileName().toString(), ".unfinished");
                Files.copy(source, temporary, StandardCopyOption.REPLACE_EXISTING);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new ArtifactException("cannot write " + file + ": " + e.getMessage(), e);
        }
        return file.toUri().toString();
    }

    @Override
    public byte[] read(String uri) {
        Path file = pathOf(uri);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ArtifactException("cannot read the data set " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * If another process has published the same files under this name, its files are kept, because others may be reading them.
     */
    @Override
    public String publish(Path folder, String name) {
        Path target = resolve(name);
        try {
            if (Files.isDirectory(target) && !files(target).equals(files(folder))) {
                FolderOperations.delete(target);
            }
            if (!Files.isDirectory(target)) {
                moveUnlessPresent(folder, target);
            }
            FolderOperations.delete(folder);
        } catch (IOException e) {
            throw new ArtifactException("cannot move " + folder + " to " + target + ": " + e.getMessage(), e);
        }
        return target.toUri().toString();
    }

    private static void moveUnlessPresent(Path folder, Path target) throws IOException {
        try {
            FolderOperations.move(folder, target);
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
        return pathOf(uri);
    }

    @Override
    public List<StoredFile> files(String uri) {
        Path folder = pathOf(uri);
        try {
            List<StoredFile> stored = new ArrayList<>();
            for (String name : files(folder)) {
                stored.add(new StoredFile(
                        name.replace(folder.getFileSystem().getSeparator(), "/"), Files.size(folder.resolve(name))));
            }
            return stored;
        } catch (IOException e) {
            throw new ArtifactException("cannot read the checkpoint " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void copy(String uri, String name, long from, long length, OutputStream target) throws IOException {
        Path file = pathOf(uri).resolve(name);
        try (FileChannel source = open(file)) {
            WritableByteChannel sink = Channels.newChannel(target);
            long copied = 0;
            while (copied < length) {
                long count = source.transferTo(from + copied, length - copied, sink);
                if (count <= 0) {
                    throw new ArtifactException(file + " ends before byte " + (from + length));
                }
                copied += count;
            }
        }
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> findPublished(String name) {
        Path folder = resolve(name);
        return Files.isDirectory(folder) ? Optional.of(folder.toUri().toString()) : Optional.empty();
    }

    @Override
    public SortedSet<String> listPublished(String name) {
        Path folder = resolve(name);
        if (!Files.isDirectory(folder)) {
            return new TreeSet<>();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    // FolderOperations that are still being written have temporary names that begin with a dot.
                    .filter(entry -> !entry.startsWith("."))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void put(String name, byte[] bytes) {
        Path file = resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Path temporary =
                    Files.createTempFile(file.getParent(), file.getFileName().toString(), ".unfinished");
            Files.write(temporary, bytes);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ArtifactException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<byte[]> find(String name) {
        Path file = resolve(name);
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
        Path target = resolve(name);
        try {
            if (!Files.isDirectory(target)) {
                FolderOperations.copy(folder, target);
            }
        } catch (IOException e) {
            throw new ArtifactException("cannot copy " + folder + " to " + target + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean copyOut(String name, Path folder) {
        Path source = resolve(name);
        try {
            if (!Files.isDirectory(source)) {
                return false;
            }
            FolderOperations.fill(folder, source);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new ArtifactException("cannot copy " + source + " to " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void delete(String name) {
        Path path = resolve(name);
        try {
            FolderOperations.delete(path);
        } catch (IOException e) {
            throw new ArtifactException("cannot delete " + path + ": " + e.getMessage(), e);
        }
    }

    private Path resolve(String name) {
        Path resolved = root.resolve(name).normalize();
        if (!resolved.startsWith(root)) {
            throw new ArtifactException("'" + name + "' is not in the artifact store " + root);
        }
        return resolved;
    }

    private Path pathOf(String uri) {
        Path path;
        try {
            path = Path.of(URI.create(uri)).normalize();
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new ArtifactException("'" + uri + "' is not the URI of a file", e);
        }
        if (!path.startsWith(root)) {
            throw new ArtifactException("'" + uri + "' is not in the artifact store " + root
                    + ": check that all services have the same setting");
        }
        return path;
    }
}

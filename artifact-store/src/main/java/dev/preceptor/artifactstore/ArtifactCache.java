package dev.preceptor.artifactstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A disk cache of folders, each named by the hash of its content. If the cache exceeds its maximum size, it deletes the
 * least recently used folders. It keeps folders that any process on this machine requested within the last hour, and
 * the last {@value #MAX_REQUESTED} folders that this process requested.
 */
final class ArtifactCache {

    private static final Duration MIN_AGE = Duration.ofHours(1);

    private final Path root;
    private final long maxBytes;
    /** More than the number of folders that a process has open at the same time. */
    private static final int MAX_REQUESTED = 16;

    /** The folders that this process requested last; their files may be open. */
    private final Set<Path> lastRequested =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Path, Boolean> eldest) {
                    return size() > MAX_REQUESTED;
                }
            }));

    ArtifactCache(Path root, long maxBytes) {
        this.root = root;
        this.maxBytes = maxBytes;
    }

    /** Writes the content into an empty folder. */
    interface Filler {
        void fill(Path folder) throws IOException;
    }

    /**
     * Returns the folder with the given hash, and fills it first if it is not cached. Other processes see either the
     * complete folder or none.
     *
     * @throws ArtifactException if the cache folder cannot be read or written
     */
    Path folder(String sha256, Filler filler) {
        Path folder = root.resolve(sha256);
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(root);
                Path temporary = Files.createTempDirectory(root, FolderOperations.TEMPORARY_PREFIX);
                try {
                    filler.fill(temporary);
                    moveUnlessPresent(temporary, folder);
                } finally {
                    FolderOperations.delete(temporary);
                }
            }
            lastRequested.add(folder);
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
            evict();
            return folder;
        } catch (IOException e) {
            throw new ArtifactException("cannot cache a download in " + root + ": " + e.getMessage(), e);
        }
    }

    /** Moves a local folder, whose content has the given hash, into the cache. */
    void moveIn(String sha256, Path folder) {
        try {
            Files.createDirectories(root);
            moveUnlessPresent(folder, root.resolve(sha256));
            evict();
        } catch (IOException e) {
            throw new ArtifactException("cannot move " + folder + " into the cache " + root + ": " + e.getMessage(), e);
        }
    }

    /** Another process may have created the same folder first; its content is identical. */
    private static void moveUnlessPresent(Path temporary, Path folder) throws IOException {
        try {
            FolderOperations.move(temporary, folder);
        } catch (FileSystemException e) {
            // The exception for a target that exists depends on the file system.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            FolderOperations.delete(temporary);
        }
    }

    private void evict() throws IOException {
        record Cached(Path folder, long bytes, Instant lastUse) {}
        List<Path> folders;
        try (Stream<Path> found = Files.list(root)) {
            folders = found.toList();
        }
        List<Cached> cached = folders.stream()
                .map(folder -> new Cached(folder, bytes(folder), lastUse(folder)))
                .sorted(Comparator.comparing(Cached::lastUse))
                .toList();
        long total = cached.stream().mapToLong(Cached::bytes).sum();
        Instant unusedSince = Instant.now().minus(MIN_AGE);
        for (Cached oldest : cached) {
            if (total > maxBytes
                    && !lastRequested.contains(oldest.folder())
                    && oldest.lastUse().isBefore(unusedSince)) {
                FolderOperations.delete(oldest.folder());
                total -= oldest.bytes();
            }
        }
    }

    private static Instant lastUse(Path folder) {
        try {
            return Files.getLastModifiedTime(folder).toInstant();
        } catch (IOException e) {
            // Another process has just deleted or moved it.
            return Instant.now();
        }
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}

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
 * Folders of this machine under the hash of what they hold, the least recently used of which go when there are too many bytes.
 * A folder stays for an hour after any process of this machine asked for it, and the last ones that this process asked for beyond
 * that.
 */
final class ArtifactCache {

    private static final Duration SPARED = Duration.ofHours(1);

    private final Path root;
    private final long mostBytes;
    /** More than a process has open at a time. */
    private static final int MOST_GIVEN = 16;

    /** What this process was given last; it may have it open. */
    private final Set<Path> given =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Path, Boolean> eldest) {
                    return size() > MOST_GIVEN;
                }
            }));

    ArtifactCache(Path root, long mostBytes) {
        this.root = root;
        this.mostBytes = mostBytes;
    }

    /** Fills a folder that is empty. */
    interface Filling {
        void into(Path folder) throws IOException;
    }

    /**
     * The folder of that hash, filled if it is not there; it appears whole or not at all, also for other processes.
     *
     * @throws ArtifactException if the disk does not do
     */
    Path folder(String sha256, Filling filling) {
        Path folder = root.resolve(sha256);
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(root);
                Path unfinished = Files.createTempDirectory(root, Folders.UNFINISHED);
                try {
                    filling.into(unfinished);
                    appear(unfinished, folder);
                } finally {
                    Folders.delete(unfinished);
                }
            }
            given.add(folder);
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
            makeRoom();
            return folder;
        } catch (IOException e) {
            throw new ArtifactException("cannot keep a download in " + root + ": " + e.getMessage(), e);
        }
    }

    /** Takes over a folder of this machine whose content has that hash. */
    void adopt(String sha256, Path folder) {
        try {
            Files.createDirectories(root);
            appear(folder, root.resolve(sha256));
            makeRoom();
        } catch (IOException e) {
            throw new ArtifactException("cannot keep " + folder + " in " + root + ": " + e.getMessage(), e);
        }
    }

    /** Another process may have been faster; what it has is the same. */
    private static void appear(Path unfinished, Path folder) throws IOException {
        try {
            Folders.move(unfinished, folder);
        } catch (FileSystemException e) {
            // Systems say "not empty" in different exceptions.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            Folders.delete(unfinished);
        }
    }

    private void makeRoom() throws IOException {
        record Kept(Path folder, long bytes, Instant used) {}
        List<Path> folders;
        try (Stream<Path> found = Files.list(root)) {
            folders = found.toList();
        }
        List<Kept> kept = folders.stream()
                .map(folder -> new Kept(folder, bytes(folder), used(folder)))
                .sorted(Comparator.comparing(Kept::used))
                .toList();
        long total = kept.stream().mapToLong(Kept::bytes).sum();
        Instant spared = Instant.now().minus(SPARED);
        for (Kept oldest : kept) {
            if (total > mostBytes
                    && !given.contains(oldest.folder())
                    && oldest.used().isBefore(spared)) {
                Folders.delete(oldest.folder());
                total -= oldest.bytes();
            }
        }
    }

    private static Instant used(Path folder) {
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

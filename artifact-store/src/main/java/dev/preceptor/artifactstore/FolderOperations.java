package dev.preceptor.artifactstore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Moves, copies and deletes folders of immutable files. Target folders appear atomically: they are complete or absent. */
final class FolderOperations {

    /** The prefix of the names of temporary folders. */
    static final String TEMPORARY_PREFIX = ".unfinished-";

    private FolderOperations() {}

    /** Moves a folder to a path that does not exist yet; it may be on another disk. */
    static void move(Path folder, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try {
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            copy(folder, target);
            delete(folder);
        }
    }

    /** Copies a folder to a path that does not exist yet. On the same disk the files are hard-linked. */
    static void copy(Path folder, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Path temporary = target.resolveSibling(TEMPORARY_PREFIX + UUID.randomUUID());
        try {
            fill(temporary, folder);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(temporary);
        }
    }

    /** Copies a folder's files into a target folder that is empty or does not exist. */
    static void fill(Path target, Path folder) throws IOException {
        Files.createDirectories(target);
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path copy = target.resolve(folder.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            linkOrCopy(file, copy);
        }
    }

    private static void linkOrCopy(Path file, Path copy) throws IOException {
        try {
            Files.createLink(copy, file);
        } catch (IOException | UnsupportedOperationException e) {
            // Another disk, or a file system without hard links.
            Files.copy(file, copy);
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
    }

    /** Deletes a folder and everything in it. Does nothing if the folder does not exist. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

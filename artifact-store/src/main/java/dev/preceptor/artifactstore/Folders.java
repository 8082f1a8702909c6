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

/** Folders of files that never change: they appear in their place whole or not at all. */
final class Folders {

    /** How the passing names begin. */
    static final String UNFINISHED = ".unfinished-";

    private Folders() {}

    /** Moves a folder to a place that is free, also where that is on another disk. */
    static void move(Path folder, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try {
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            copy(folder, target);
            delete(folder);
        }
    }

    /** Copies a folder to a place that is free. On one disk both share their files, which costs nothing. */
    static void copy(Path folder, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Path unfinished = target.resolveSibling(UNFINISHED + UUID.randomUUID());
        try {
            fill(unfinished, folder);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(unfinished);
        }
    }

    /** Copies a folder's files into one that is empty or not there. */
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
            // Another disk, or one that knows no links.
            Files.copy(file, copy);
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
    }

    /** Nothing happens where there is none. */
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

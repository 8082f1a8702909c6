package dev.preceptor.cli.clean;

import dev.preceptor.cli.CommandException;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds and deletes old data directories in a folder of runs. A directory that a process uses is never old. */
record OldFolders(Path runs) {

    private static final String BROKER = "kafka";
    private static final String LOG = "preceptor.log";

    /**
     * A data directory.
     *
     * @param used the time of the last write to its log
     */
    record DataFolder(Path folder, Instant used, long bytes) {}

    /** @throws CommandException if the folder cannot be read */
    List<DataFolder> usedBefore(Instant time) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve(BROKER)))
                    .filter(folder -> used(folder).isBefore(time))
                    .filter(folder -> !EmbeddedBroker.isUsed(folder.resolve(BROKER)))
                    .map(folder -> new DataFolder(folder, used(folder), bytes(folder)))
                    .sorted(Comparator.comparing(DataFolder::used))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw CommandException.failed(runs + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws CommandException if the directory cannot be deleted */
    static void delete(DataFolder old) {
        try (Stream<Path> files = Files.walk(old.folder())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw CommandException.failed(old.folder() + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    private static Instant used(Path folder) {
        Path log = folder.resolve(LOG);
        try {
            return Files.getLastModifiedTime(Files.exists(log) ? log : folder).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

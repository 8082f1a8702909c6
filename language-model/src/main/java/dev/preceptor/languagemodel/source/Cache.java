package dev.preceptor.languagemodel.source;

import dev.preceptor.languagemodel.checkpoint.TemporaryFolders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of fetched models that processes share. One at a time fetches a model, and what it fetched appears under its name
 * only when it is complete.
 *
 * @param folder where
 */
record Cache(Path folder) {

    /** Fetches into a folder of its own; returns the folder, this one or one in it, that is to become the entry. */
    @FunctionalInterface
    interface Fetching {
        Path into(Path work) throws IOException;
    }

    /** Tells whether the entry is there and complete. */
    @FunctionalInterface
    interface Check {
        boolean isComplete(Path entry) throws IOException;
    }

    /**
     * The entry of that name, fetched first if it is not there.
     *
     * @param model the model's name, for messages
     * @param resumable whether what a broken fetching left is kept, and given to the next
     */
    Path entry(String name, String model, boolean resumable, Check check, Fetching fetching) {
        Path entry = folder.resolve(name);
        try {
            if (check.isComplete(entry)) {
                return entry;
            }
            Files.createDirectories(entry.getParent());
            // File locks are between processes; within this one, threads take turns.
            synchronized (Cache.class) {
                try (FileChannel lock =
                        FileChannel.open(hidden(entry, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    lock.lock();
                    if (!check.isComplete(entry)) {
                        fetch(entry, resumable, fetching);
                    }
                }
            }
            if (!check.isComplete(entry)) {
                throw new ModelSourceException("model " + model + ": " + entry + " is not complete; delete it");
            }
            return entry;
        } catch (IOException e) {
            throw new ModelSourceException(
                    "model " + model + ": cannot be kept in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void fetch(Path entry, boolean resumable, Fetching fetching) throws IOException {
        Path work = hidden(entry, ".partial");
        if (!resumable) {
            delete(work);
        }
        if (!resumable) {
            TemporaryFolders.register(work);
        }
        Files.createDirectories(work);
        try {
            Path complete = fetching.into(work);
            delete(entry);
            Files.move(complete, entry, StandardCopyOption.ATOMIC_MOVE);
            delete(work);
        } finally {
            if (!resumable) {
                delete(work);
                TemporaryFolders.release(work);
            }
        }
    }

    private static Path hidden(Path entry, String suffix) {
        return entry.resolveSibling("." + entry.getFileName() + suffix);
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(path)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        }
    }
}

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
 * A cache of downloaded models in a folder, which several processes may share. Downloads are serialised by file locks, and an
 * entry appears under its name only when it is complete.
 *
 * @param folder the folder of the cache
 */
record ModelCache(Path folder) {

    /** Downloads a model. */
    @FunctionalInterface
    interface Downloader {
        /**
         * Downloads the model into a working folder.
         *
         * @return the folder that becomes the entry: the working folder, or a folder in it
         */
        Path download(Path work) throws IOException;
    }

    /** Checks whether an entry exists and is complete. */
    @FunctionalInterface
    interface CompletenessCheck {
        boolean isComplete(Path entry) throws IOException;
    }

    /**
     * Returns an entry, and downloads it first if it is missing or incomplete.
     *
     * @param name the name of the entry
     * @param model the name of the model, for error messages
     * @param resumable whether an interrupted download is kept and the next one resumes it
     * @throws ModelSourceException if the cache cannot be written, or the downloaded entry is not complete
     */
    Path getOrDownload(String name, String model, boolean resumable, CompletenessCheck check, Downloader downloader) {
        Path entry = folder.resolve(name);
        try {
            if (check.isComplete(entry)) {
                return entry;
            }
            Files.createDirectories(entry.getParent());
            // File locks exclude other processes, the monitor excludes other threads of this process.
            synchronized (ModelCache.class) {
                try (FileChannel lock =
                        FileChannel.open(hidden(entry, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    lock.lock();
                    if (!check.isComplete(entry)) {
                        download(entry, resumable, downloader);
                    }
                }
            }
            if (!check.isComplete(entry)) {
                throw new ModelSourceException("model " + model + ": " + entry + " is not complete; delete it");
            }
            return entry;
        } catch (IOException e) {
            throw new ModelSourceException(
                    "model " + model + ": cannot be cached in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void download(Path entry, boolean resumable, Downloader downloader) throws IOException {
        Path work = hidden(entry, ".partial");
        if (!resumable) {
            delete(work);
        }
        if (!resumable) {
            TemporaryFolders.register(work);
        }
        Files.createDirectories(work);
        try {
            Path complete = downloader.download(work);
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

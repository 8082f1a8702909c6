package dev.preceptor.languagemodel.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * A folder that appears whole or not at all: it is filled under another name beside its place, flushed to disk, and then
 * renamed.
 */
final class WholeFolder {

    /** Fills the folder under its passing name. */
    @FunctionalInterface
    interface Filling<T> {
        T fill(Path folder) throws IOException;
    }

    private WholeFolder() {}

    /**
     * Creates a folder.
     *
     * @return what the filling returned
     * @throws CheckpointException if there already is something in the target, or it cannot be written; nothing is left
     */
    static <T> T create(Path target, Filling<T> filling) {
        Path absolute = target.toAbsolutePath();
        Path passing = null;
        try {
            requireFree(absolute);
            Files.createDirectories(absolute.getParent());
            passing = PassingFolders.create(absolute);
            T result = filling.fill(passing);
            flush(passing);
            Files.move(passing, absolute, StandardCopyOption.ATOMIC_MOVE);
            PassingFolders.arrived(passing);
            force(absolute.getParent());
            return result;
        } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
            delete(passing);
            throw taken(target);
        } catch (AtomicMoveNotSupportedException e) {
            delete(passing);
            throw new CheckpointException(target + ": cannot be put in place: " + e.getReason(), e);
        } catch (IOException e) {
            delete(passing);
            throw new CheckpointException(target + ": cannot be written: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            delete(passing);
            throw e;
        }
    }

    private static void requireFree(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw taken(target);
        }
        try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isPresent()) {
                throw taken(target);
            }
        }
    }

    private static CheckpointException taken(Path target) {
        return new CheckpointException(target + ": there is something already; name a folder that is new or empty");
    }

    private static void flush(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                force(file);
            }
        }
        force(folder);
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(Path folder) {
        if (folder != null) {
            PassingFolders.delete(folder);
        }
    }
}

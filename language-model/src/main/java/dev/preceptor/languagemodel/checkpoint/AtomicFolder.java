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
 * Creates folders atomically. A folder is written under a temporary name beside its target, flushed to disk, and then renamed.
 * It is either complete or absent.
 */
final class AtomicFolder {

    /** Writes the content of a folder. */
    @FunctionalInterface
    interface Writer<T> {
        T write(Path folder) throws IOException;
    }

    private AtomicFolder() {}

    /**
     * Creates a folder.
     *
     * @param writer writes the content into the temporary folder
     * @return the result of the writer
     * @throws CheckpointException if the target is not empty or cannot be written; nothing is left behind
     */
    static <T> T create(Path target, Writer<T> writer) {
        Path absolute = target.toAbsolutePath();
        Path temporary = null;
        try {
            requireAbsentOrEmpty(absolute);
            Files.createDirectories(absolute.getParent());
            temporary = TemporaryFolders.create(absolute);
            T result = writer.write(temporary);
            flush(temporary);
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
            TemporaryFolders.release(temporary);
            force(absolute.getParent());
            return result;
        } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
            delete(temporary);
            throw alreadyExists(target);
        } catch (AtomicMoveNotSupportedException e) {
            delete(temporary);
            throw new CheckpointException(target + ": cannot be renamed to: " + e.getReason(), e);
        } catch (IOException e) {
            delete(temporary);
            throw new CheckpointException(target + ": cannot be written: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            delete(temporary);
            throw e;
        }
    }

    private static void requireAbsentOrEmpty(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw alreadyExists(target);
        }
        try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isPresent()) {
                throw alreadyExists(target);
            }
        }
    }

    private static CheckpointException alreadyExists(Path target) {
        return new CheckpointException(target + ": already exists; choose a folder that is new or empty");
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
            TemporaryFolders.delete(folder);
        }
    }
}

package dev.preceptor.standalone.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder of a broker's log, locked by one process at a time. It is a file lock, which the operating system releases when the
 * process ends, however it ends.
 */
final class BrokerFolder implements AutoCloseable {

    /** Kafka halts when the disk is full, so it is not started on a disk that is nearly full. */
    private static final long LEAST_FREE_BYTES = 64L << 20;

    private static final String LOCK = "in-use.lock";

    private final Path folder;
    private final FileChannel channel;

    private BrokerFolder(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Locks the folder, which is created if it does not exist.
     *
     * @throws BrokerException if it cannot be written, its disk is full, or another process has the lock
     */
    static BrokerFolder hold(Path folder) {
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                throw new BrokerException(
                        folder + " is in use by another process: stop that one, or choose another data directory");
            }
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < LEAST_FREE_BYTES) {
                throw new BrokerException("the disk of " + folder + " is full (" + (free >> 20)
                        + " MiB free): free some space, or choose a data directory on another disk");
            }
            return new BrokerFolder(folder, channel);
        } catch (AccessDeniedException e) {
            throw new BrokerException(
                    "no permission to write " + e.getFile() + ": choose a data directory that you may write", e);
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw new BrokerException("cannot use " + folder + " as data directory: " + e.getMessage(), e);
        } catch (BrokerException e) {
            closeQuietly(channel, e);
            throw e;
        }
    }

    /** Whether a process has locked the folder. */
    static boolean isHeld(Path folder) {
        Path lock = folder.resolve(LOCK);
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return !locked(channel);
        } catch (IOException e) {
            throw new BrokerException("cannot tell whether " + folder + " is in use: " + e.getMessage(), e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void closeQuietly(FileChannel channel, Exception reason) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }

    Path path() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

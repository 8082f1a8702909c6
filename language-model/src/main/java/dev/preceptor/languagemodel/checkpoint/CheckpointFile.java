package dev.preceptor.languagemodel.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of a checkpoint, open for reads at any position. Safe for use by several threads.
 *
 * <p>It uses positional reads instead of a memory mapping. They are as fast from the page cache, and if the file shrinks while
 * it is open, a read fails with an exception instead of crashing the JVM.
 */
final class CheckpointFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final long size;

    private CheckpointFile(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    static CheckpointFile open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new CheckpointFile(path, channel, channel.size());
        } catch (NoSuchFileException e) {
            throw new CheckpointException(path + ": there is no such file", e);
        } catch (IOException e) {
            throw new CheckpointException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /** Returns an exception that names this file and a problem in it. */
    CheckpointException invalid(String problem) {
        return new CheckpointException(path + ": " + problem);
    }

    /** Reads {@code length} bytes at {@code position} into {@code target}, starting at {@code offset}. */
    void read(long position, byte[] target, int offset, int length) {
        readFully(position, ByteBuffer.wrap(target, offset, length));
    }

    /** Reads bytes at {@code position} until the buffer has no remaining space. */
    void readFully(long position, ByteBuffer target) {
        try {
            long next = position;
            while (target.hasRemaining()) {
                int count = channel.read(target, next);
                if (count < 0) {
                    throw new EOFException("the file ends at byte " + next);
                }
                next += count;
            }
        } catch (IOException e) {
            throw new CheckpointException(path + ": cannot be read at byte " + position + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CheckpointException(path + ": cannot be closed: " + e.getMessage(), e);
        }
    }
}

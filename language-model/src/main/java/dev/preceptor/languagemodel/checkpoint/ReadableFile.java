package dev.preceptor.languagemodel.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file read at any position by any thread. Plain reads, not a mapping: they are as fast from the page cache, and a file
 * that shrinks while it is open is then an error and not the end of the JVM.
 */
final class ReadableFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final long size;

    private ReadableFile(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    static ReadableFile open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new ReadableFile(path, channel, channel.size());
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

    CheckpointException damaged(String what) {
        return new CheckpointException(path + ": " + what);
    }

    /** Fills {@code length} bytes of {@code into} from {@code at} on with those of the file from {@code position} on. */
    void read(long position, byte[] into, int at, int length) {
        readFully(position, ByteBuffer.wrap(into, at, length));
    }

    /** Fills the buffer to its limit. */
    void readFully(long position, ByteBuffer into) {
        try {
            long next = position;
            while (into.hasRemaining()) {
                int count = channel.read(into, next);
                if (count < 0) {
                    throw new EOFException("it ends at byte " + next);
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

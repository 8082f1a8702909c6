package dev.preceptor.run.api;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lines that are written to a file one by one, because together they may not fit into memory. */
public final class LineFile implements AutoCloseable {

    private final Path path;
    private final OutputStream out;
    private int count;
    private long bytes;

    LineFile(Path path) throws IOException {
        this.path = path;
        this.out = new BufferedOutputStream(Files.newOutputStream(path));
    }

    void add(byte[] line) throws IOException {
        out.write(line);
        out.write('\n');
        count++;
        bytes += line.length + 1;
    }

    Path path() {
        return path;
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

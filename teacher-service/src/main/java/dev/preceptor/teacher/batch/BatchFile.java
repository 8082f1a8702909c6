package dev.preceptor.teacher.batch;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The requests of a batch in a temporary file, as the provider takes them. The file is deleted on close. Not thread-safe. */
final class BatchFile implements AutoCloseable {

    /** What stands before, between and after the lines. */
    record Frame(String before, String between, String after) {}

    private final Frame frame;
    private final Path path;
    private final MessageDigest digest;
    private final OutputStream out;
    private int lines;
    private long bytes;

    BatchFile(Frame frame) {
        this.frame = frame;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
            this.path = Files.createTempFile("preceptor-batch-", ".jsonl");
            this.out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(path)), digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write(frame.before());
    }

    /** The bytes that a line takes. */
    long bytesOf(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length
                + (long) frame.between().length();
    }

    /** Whether so many more bytes fit under a limit. */
    boolean fits(long more, long most) {
        return bytes + more + frame.after().length() <= most;
    }

    void add(String line) {
        if (lines > 0) {
            write(frame.between());
        }
        write(line);
        lines++;
    }

    /** Completes the file; no line can be added afterwards. */
    void finish() {
        write(frame.after());
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        bytes += encoded.length;
        try {
            out.write(encoded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int lines() {
        return lines;
    }

    Path path() {
        return path;
    }

    /** The hash of the finished file, in hexadecimal. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

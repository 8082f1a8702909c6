package dev.preceptor.cli.judge;

import dev.preceptor.cli.CommandException;
import dev.preceptor.executor.judge.Judgement;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a {@link ResultLine} for each sample; what is written outlives this process, however it ends. */
final class ResultFile implements AutoCloseable {

    private final Path file;
    private final Writer writer;

    private ResultFile(Path file, Writer writer) {
        this.file = file;
        this.writer = writer;
    }

    /**
     * @param file null writes nothing
     * @param earlier what of it stays
     */
    static ResultFile open(Path file, EarlierResults earlier) {
        if (file == null) {
            return new ResultFile(null, Writer.nullWriter());
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(earlier.bytes()).position(earlier.bytes());
            return new ResultFile(file, Channels.newWriter(channel, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw CommandException.badInput("--out " + file + ": cannot be written: its folder must exist", e);
        }
    }

    void write(Sample sample, Judgement judgement) {
        try {
            writer.write(ResultLine.of(sample, judgement) + "\n");
            writer.flush();
        } catch (IOException e) {
            throw CommandException.failed("--out " + file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw CommandException.failed("--out " + file + ": cannot be written: " + e.getMessage(), e);
        }
    }
}

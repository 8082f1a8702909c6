package dev.preceptor.executor.samples;

import dev.preceptor.executor.judge.Judgement;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a {@link ResultLine} for each sample. A line that was written survives the end of this process, however it ends. */
public final class ResultFile implements AutoCloseable {

    private final Path file;
    private final Writer writer;

    private ResultFile(Path file, Writer writer) {
        this.file = file;
        this.writer = writer;
    }

    /**
     * Opens the file, which is created if it does not exist.
     *
     * @param file null writes nothing
     * @param earlier the part of the file that is kept
     */
    public static ResultFile open(Path file, EarlierResults earlier) throws IOException {
        if (file == null) {
            return new ResultFile(null, Writer.nullWriter());
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(earlier.bytes()).position(earlier.bytes());
        return new ResultFile(file, Channels.newWriter(channel, StandardCharsets.UTF_8));
    }

    /** @throws ResultFileException if the line cannot be written */
    public void write(Sample sample, Judgement judgement) {
        try {
            writer.write(ResultLine.of(sample, judgement) + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new ResultFileException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new ResultFileException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }
}

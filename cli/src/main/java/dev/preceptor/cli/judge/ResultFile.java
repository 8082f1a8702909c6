package dev.preceptor.cli.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.Json;
import dev.preceptor.executor.judge.Judgement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes each sample's line again, with {@code verdict}, {@code passed} and {@code feedback} (null where it passed). */
final class ResultFile implements AutoCloseable {

    private final Path file;
    private final Writer writer;

    private ResultFile(Path file, Writer writer) {
        this.file = file;
        this.writer = writer;
    }

    /** @param file null writes nothing */
    static ResultFile open(Path file) {
        try {
            return new ResultFile(file, file == null ? Writer.nullWriter() : Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw CommandException.badInput("--out " + file + ": cannot be written: its folder must exist", e);
        }
    }

    void write(Sample sample, Judgement judgement) {
        try {
            writer.write(line(sample, judgement));
            writer.write('\n');
        } catch (IOException e) {
            throw CommandException.failed("--out " + file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static String line(Sample sample, Judgement judgement) {
        ObjectNode line = sample.fields().deepCopy();
        line.put("verdict", judgement.verdict().name());
        line.put("passed", judgement.verdict().passed());
        line.put("feedback", judgement.feedback() != null ? judgement.feedback() : judgement.detail());
        try {
            return Json.mapper().writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
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

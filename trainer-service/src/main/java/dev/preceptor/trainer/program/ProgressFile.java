package dev.preceptor.trainer.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Reads the lines that a program appends to progress.jsonl. */
final class ProgressFile {

    private static final Logger LOG = Logger.getLogger(ProgressFile.class);

    private final Path file;
    private long position;

    /** @param position the bytes to skip, which earlier programs have written */
    ProgressFile(Path file, long position) {
        this.file = file;
        this.position = position;
    }

    /** The complete lines since the last call. */
    List<ProgressLine> read() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        byte[] bytes;
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            bytes = new byte[Math.toIntExact(Math.max(0, content.length() - position))];
            content.seek(position);
            content.readFully(bytes);
        }
        List<ProgressLine> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                parse(new String(bytes, start, i - start, StandardCharsets.UTF_8), lines);
                start = i + 1;
            }
        }
        position += start;
        return lines;
    }

    private void parse(String line, List<ProgressLine> lines) {
        try {
            lines.add(Json.mapper().readValue(line, ProgressLine.class));
        } catch (JsonProcessingException e) {
            // Such as the first half of a line of a program that was killed.
            LOG.debugf("%s: ignored a line: %s", file, e.getOriginalMessage());
        }
    }
}

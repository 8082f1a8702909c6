package dev.preceptor.cli.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The results that an ended call left: whole lines, up to the first sample that could not be judged for a fault of ours.
 *
 * @param lines the results of the first samples, in their order
 * @param bytes how much of the file they are
 */
record EarlierResults(List<JsonNode> lines, long bytes) {

    static final EarlierResults NONE = new EarlierResults(List.of(), 0);

    /**
     * @param file of results; none where it does not exist
     * @throws CommandException if a line is the result of another sample than the one in its place
     */
    static EarlierResults read(Path file, List<Sample> samples) {
        if (!Files.exists(file)) {
            return NONE;
        }
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw CommandException.badInput("--out " + file + ": cannot be read: " + e.getMessage(), e);
        }
        List<JsonNode> lines = new ArrayList<>();
        int start = 0;
        for (int end = endOfLine(content, start); end >= 0; end = endOfLine(content, start)) {
            ObjectNode line = parse(new String(content, start, end - start, StandardCharsets.UTF_8));
            if (lines.size() == samples.size() || line == null || !ResultLine.isOf(samples.get(lines.size()), line)) {
                throw CommandException.badInput("--out " + file + ":" + (lines.size() + 1)
                        + ": is not the result of the sample in that place; leave --resume out to write the file anew");
            }
            if (ResultLine.verdict(line) == Verdict.SANDBOX_ERROR) {
                break;
            }
            lines.add(line);
            start = end + 1;
        }
        return new EarlierResults(List.copyOf(lines), start);
    }

    private static int endOfLine(byte[] content, int start) {
        for (int i = start; i < content.length; i++) {
            if (content[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static ObjectNode parse(String line) {
        try {
            return Json.mapper().readTree(line) instanceof ObjectNode fields ? fields : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}

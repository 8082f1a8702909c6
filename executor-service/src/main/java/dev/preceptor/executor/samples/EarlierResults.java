package dev.preceptor.executor.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.jsonlines.JsonLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The results that an earlier call wrote: complete lines, up to the first sample with {@link Verdict#SANDBOX_ERROR}.
 *
 * @param lines the results of the first samples, in their order
 * @param bytes the length of these lines in the file
 */
public record EarlierResults(List<JsonNode> lines, long bytes) {

    public static final EarlierResults NONE = new EarlierResults(List.of(), 0);

    /**
     * @param file of results; {@link #NONE} if it does not exist
     * @throws IOException if it cannot be read
     * @throws SampleFileException if a line is not the result of the sample in the same place
     */
    public static EarlierResults read(Path file, List<Sample> samples) throws IOException {
        if (!Files.exists(file)) {
            return NONE;
        }
        byte[] content = Files.readAllBytes(file);
        List<JsonNode> lines = new ArrayList<>();
        int start = 0;
        for (int end = endOfLine(content, start); end >= 0; end = endOfLine(content, start)) {
            ObjectNode line = parse(new String(content, start, end - start, StandardCharsets.UTF_8));
            if (lines.size() == samples.size() || line == null || !ResultLine.isOf(samples.get(lines.size()), line)) {
                throw new SampleFileException(
                        file + ":" + (lines.size() + 1) + ": is not the result of the sample in that place");
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
            return JsonLines.value(line) instanceof ObjectNode fields ? fields : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}

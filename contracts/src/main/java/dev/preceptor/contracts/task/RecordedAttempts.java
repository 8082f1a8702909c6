package dev.preceptor.contracts.task;

import dev.preceptor.contracts.jsonlines.JsonLines;
import dev.preceptor.contracts.jsonlines.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads recorded attempts and matches them with the tasks of a run. */
public final class RecordedAttempts {

    private static final int NAMED = 5;

    private RecordedAttempts() {}

    /**
     * Reads the attempts of a file, in order; blank lines are skipped.
     *
     * @throws TaskFileException if the file is invalid; the message names the file and the line
     */
    public static List<RecordedAttempt> read(Path file) {
        return attempts(JsonLines.read(file, TaskFileException::new));
    }

    /**
     * Parses the attempts of lines.
     *
     * @param name the name of the lines in error messages
     * @throws TaskFileException as {@link #read(Path)}
     */
    public static List<RecordedAttempt> parse(String name, List<String> lines) {
        return attempts(JsonLines.parse(name, lines, TaskFileException::new));
    }

    private static List<RecordedAttempt> attempts(List<JsonObject> rows) {
        return rows.stream().map(RecordedAttempts::attempt).toList();
    }

    /**
     * Parses an attempt.
     *
     * @throws RuntimeException created by the object, if a field is missing or has the wrong type; the message names
     *     the field
     */
    public static RecordedAttempt attempt(JsonObject row) {
        String id = row.has("taskId") ? "taskId" : "task_id";
        try {
            return new RecordedAttempt(
                    row.has(id) ? row.id(id) : null,
                    row.wholeNumber("sample"),
                    row.text("code", null),
                    row.text("completion", null));
        } catch (IllegalArgumentException e) {
            throw row.broken(e.getMessage());
        }
    }

    /**
     * Selects the attempts for the given number of samples per task, numbered from 0, in the order of the tasks.
     * Attempts at other tasks and further samples are ignored.
     *
     * @throws TaskFileException if tasks lack a sample, or a sample occurs twice; the message names them
     */
    public static List<RecordedAttempt> complete(
            String name, List<RecordedAttempt> recorded, List<Task> tasks, int samples) {
        Set<String> ids = tasks.stream().map(Task::id).collect(Collectors.toCollection(HashSet::new));
        Map<String, TreeMap<Integer, RecordedAttempt>> byTask = new HashMap<>();
        for (RecordedAttempt attempt : recorded) {
            // MBPP's task ids are numbers, and files of samples use the number without the prefix.
            String id = ids.contains(attempt.taskId()) ? attempt.taskId() : "mbpp/" + attempt.taskId();
            TreeMap<Integer, RecordedAttempt> ofTask = byTask.computeIfAbsent(id, task -> new TreeMap<>());
            int sample = attempt.sample() == null ? ofTask.size() : attempt.sample();
            if (ofTask.putIfAbsent(sample, attempt.as(id, sample)) != null) {
                throw new TaskFileException(name + ": has sample " + sample + " of the task " + id + " twice");
            }
        }
        List<RecordedAttempt> complete = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        for (Task task : tasks) {
            TreeMap<Integer, RecordedAttempt> ofTask = byTask.getOrDefault(task.id(), new TreeMap<>());
            List<RecordedAttempt> wanted = List.copyOf(ofTask.subMap(0, samples).values());
            complete.addAll(wanted);
            if (wanted.size() < samples) {
                lacking.add(task.id());
            }
        }
        if (!lacking.isEmpty()) {
            throw new TaskFileException(name + ": lacks attempts at " + lacking.size() + " of the practice tasks ("
                    + samples + " each are wanted): "
                    + lacking.stream().limit(NAMED).collect(Collectors.joining(", "))
                    + (lacking.size() > NAMED ? ", ..." : ""));
        }
        return complete;
    }
}

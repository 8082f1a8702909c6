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

/** Reads recorded attempts and holds them against the tasks that they are for. */
public final class RecordedAttempts {

    private static final int NAMED = 5;

    private RecordedAttempts() {}

    /**
     * A file's attempts, in its order; blank lines are skipped.
     *
     * @throws TaskFileException naming file and line, if it cannot be used
     */
    public static List<RecordedAttempt> read(Path file) {
        return attempts(JsonLines.read(file, TaskFileException::new));
    }

    /**
     * The attempts of lines that were read from somewhere else.
     *
     * @param name what errors call the place
     * @throws TaskFileException as {@link #read(Path)}
     */
    public static List<RecordedAttempt> parse(String name, List<String> lines) {
        return attempts(JsonLines.parse(name, lines, TaskFileException::new));
    }

    private static List<RecordedAttempt> attempts(List<JsonObject> rows) {
        return rows.stream().map(RecordedAttempts::attempt).toList();
    }

    /**
     * The attempt that an object is.
     *
     * @throws RuntimeException that the object makes, naming the field that is missing or of a wrong type
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
     * Those that stand for so many samples of each task, numbered from 0, in the tasks' order. What is recorded of other
     * tasks and of further samples is left out.
     *
     * @throws TaskFileException naming tasks that lack a sample, or a sample that is there twice
     */
    public static List<RecordedAttempt> complete(
            String name, List<RecordedAttempt> recorded, List<Task> tasks, int samples) {
        Set<String> ids = tasks.stream().map(Task::id).collect(Collectors.toCollection(HashSet::new));
        Map<String, TreeMap<Integer, RecordedAttempt>> byTask = new HashMap<>();
        for (RecordedAttempt attempt : recorded) {
            // MBPP numbers its tasks, and samples name them by the bare number.
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

package dev.preceptor.contracts.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
        try {
            return parse(file.toString(), Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            throw new TaskFileException(file + ": no such file");
        } catch (IOException e) {
            throw new TaskFileException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * The attempts of lines that were read from somewhere else.
     *
     * @param name what errors call the place
     * @throws TaskFileException as {@link #read(Path)}
     */
    public static List<RecordedAttempt> parse(String name, List<String> lines) {
        List<RecordedAttempt> attempts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            try {
                attempts.add(Json.mapper().readValue(lines.get(i), RecordedAttempt.class));
            } catch (JsonProcessingException e) {
                String problem = e.getCause() instanceof IllegalArgumentException cause
                        ? cause.getMessage()
                        : "is no recorded attempt in JSON: "
                                + e.getOriginalMessage().lines().findFirst().orElse("");
                throw new TaskFileException(name + ":" + (i + 1) + ": " + problem);
            }
        }
        return attempts;
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

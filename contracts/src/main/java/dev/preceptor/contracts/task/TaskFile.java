package dev.preceptor.contracts.task;

import dev.preceptor.contracts.jsonlines.JsonLines;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.published.PublishedRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads files of tasks: JSON lines in our own form, or in that of a data set as it is published, see {@link PublishedRow}. A file
 * packed with gzip is unpacked.
 */
public final class TaskFile {

    private TaskFile() {}

    /**
     * The tasks of a file, in its order; blank lines are skipped.
     *
     * @throws TaskFileException if it is missing, unreadable, empty, has a line that is no task, or an id twice
     */
    public static List<Task> read(Path file) {
        return tasks(file.toString(), JsonLines.read(file, TaskFileException::new));
    }

    /**
     * The tasks of lines that were read from somewhere else.
     *
     * @param name what errors call the place
     * @throws TaskFileException as {@link #read(Path)}
     */
    public static List<Task> parse(String name, List<String> lines) {
        return tasks(name, JsonLines.parse(name, lines, TaskFileException::new));
    }

    private static List<Task> tasks(String name, List<JsonObject> rows) {
        List<Task> tasks = new ArrayList<>();
        Map<String, Integer> lineOfId = new HashMap<>();
        for (JsonObject row : rows) {
            Task task = task(row);
            Integer earlier = lineOfId.putIfAbsent(task.id(), row.line());
            if (earlier != null) {
                throw row.broken("the id '" + task.id() + "' stands in line " + earlier + " already");
            }
            tasks.add(task);
        }
        if (tasks.isEmpty()) {
            throw new TaskFileException(name + ": holds no task");
        }
        return tasks;
    }

    private static Task task(JsonObject row) {
        try {
            return PublishedRow.task(row).orElseGet(() -> TaskFields.task(row));
        } catch (IllegalArgumentException e) {
            throw row.broken(e.getMessage());
        }
    }
}

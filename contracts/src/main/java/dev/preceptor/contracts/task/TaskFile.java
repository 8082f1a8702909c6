package dev.preceptor.contracts.task;

import dev.preceptor.contracts.jsonlines.JsonLines;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.published.PublishedRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads files of tasks: JSON lines in Preceptor's own format or in the format of a published data set, see
 * {@link PublishedRow}. A gzip file is decompressed.
 */
public final class TaskFile {

    private static final int NAMED = 20;

    private TaskFile() {}

    /**
     * Reads the tasks of a file, in order; blank lines are skipped.
     *
     * @throws TaskFileException if the file is missing, unreadable or empty, or has a line that is not a task, or a
     *     duplicate id
     */
    public static List<Task> read(Path file) {
        return tasks(file.toString(), JsonLines.read(file, TaskFileException::new));
    }

    /**
     * Parses the tasks of lines.
     *
     * @param name the name of the lines in error messages
     * @throws TaskFileException as {@link #read(Path)}
     */
    public static List<Task> parse(String name, List<String> lines) {
        return tasks(name, JsonLines.parse(name, lines, TaskFileException::new));
    }

    /**
     * Parses the tasks of the text of a file.
     *
     * @param name the name of the file in error messages
     * @throws TaskFileException as {@link #read(Path)}
     */
    public static List<Task> parse(String name, String text) {
        return tasks(name, JsonLines.parse(name, text, TaskFileException::new));
    }

    private static List<Task> tasks(String name, List<JsonObject> rows) {
        List<Task> tasks = new ArrayList<>();
        Map<String, Integer> lineOfId = new HashMap<>();
        List<Integer> broken = new ArrayList<>();
        String firstProblem = null;
        for (JsonObject row : rows) {
            Task task;
            try {
                task = task(row);
            } catch (TaskFileException e) {
                firstProblem = firstProblem == null ? e.getMessage() : firstProblem;
                broken.add(row.line());
                continue;
            }
            Integer earlier = lineOfId.putIfAbsent(task.id(), row.line());
            if (earlier != null) {
                throw row.broken("the id '" + task.id() + "' is already used in line " + earlier);
            }
            tasks.add(task);
        }
        if (firstProblem != null) {
            throw new TaskFileException(firstProblem + otherBrokenLines(broken));
        }
        if (tasks.isEmpty()) {
            throw new TaskFileException(name + ": holds no task");
        }
        return tasks;
    }

    /** Lists the other lines that cannot be read, so that the user can correct all of them at once. */
    private static String otherBrokenLines(List<Integer> broken) {
        if (broken.size() == 1) {
            return "";
        }
        String lines = broken.stream().skip(1).limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        return " (" + (broken.size() - 1) + " further lines cannot be read either: " + lines
                + (broken.size() - 1 > NAMED ? ", ...)" : ")");
    }

    private static Task task(JsonObject row) {
        try {
            return PublishedRow.task(row).orElseGet(() -> ownFormat(row));
        } catch (IllegalArgumentException e) {
            throw row.broken(e.getMessage());
        }
    }

    private static Task ownFormat(JsonObject row) {
        if (!row.has("id") && !row.has("entryPoint")) {
            throw row.broken("is not a task in a known format; its fields are "
                    + String.join(", ", (Iterable<String>) () -> row.fields().fieldNames()));
        }
        return TaskFields.task(row);
    }
}

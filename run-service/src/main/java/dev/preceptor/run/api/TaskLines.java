package dev.preceptor.run.api;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskSize;
import java.io.IOException;
import java.nio.file.Path;

/** Tasks that are written to a file one by one, each checked for its size. */
final class TaskLines implements AutoCloseable {

    private final String set;
    private final RequestLimits limits;
    private final LineFile lines;

    /**
     * @param set names the tasks in errors
     * @param file where they are written
     */
    TaskLines(String set, Path file, RequestLimits limits) throws IOException {
        this.set = set;
        this.limits = limits;
        this.lines = new LineFile(file);
    }

    /** @throws TooLargeException if the task or the set is larger than allowed */
    void add(Task task) throws IOException {
        byte[] line = Json.mapper().writeValueAsBytes(task);
        TaskSize.check(set, task.id(), line.length, limits.task());
        lines.add(line);
        limits.requireRoom(set, lines.bytes() + RequestLimits.TASK_OVERHEAD * lines.count());
    }

    LineFile file() {
        return lines;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}

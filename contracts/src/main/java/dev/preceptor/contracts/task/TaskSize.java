package dev.preceptor.contracts.task;

import dev.preceptor.contracts.RecordLimit;
import java.util.List;

/**
 * The maximum size of a task. Every event about a task contains the task: the assignment, the attempt, its test result
 * (which repeats each test), the refinement and the refinement's test result. The maximum is therefore a quarter of the
 * largest record, which leaves room for answers and feedback.
 */
public final class TaskSize {

    /** The default of {@code run.most-task-bytes}, in bytes of JSON. */
    public static final int MOST_BYTES = 2 * 1024 * 1024;

    private TaskSize() {}

    /**
     * Checks each task of a set.
     *
     * @param set the name of the set in error messages
     * @throws TaskFileException if a task exceeds this size; the message names the first one
     */
    public static void check(String set, List<Task> tasks, int mostBytes) {
        tasks.forEach(task -> check(set, task.id(), RecordLimit.sizeOf(task), mostBytes));
    }

    /**
     * Checks one task.
     *
     * @param size the size of the task as JSON, in bytes
     * @throws TaskFileException if the task exceeds this size; the message names it
     */
    public static void check(String set, String taskId, long size, int mostBytes) {
        if (size > mostBytes) {
            throw new TaskFileException(set + ": the task '" + taskId + "' takes " + size
                    + " bytes as JSON, more than the " + mostBytes
                    + " that a task may (run.most-task-bytes); shorten its setup, tests or solutions");
        }
    }
}

package dev.preceptor.contracts.task;

import dev.preceptor.contracts.RecordLimit;
import java.util.List;

/**
 * How large a task may be. It travels in each event about it: in an assignment, in the attempt at that, in the attempt's judgement
 * (which names each test again), in the refinement of the judgement and in the judgement of the refinement. So it is a quarter
 * of the largest record at most, and the rest is left to answers and feedback.
 */
public final class TaskSize {

    /** In bytes of JSON, where {@code run.most-task-bytes} does not say otherwise. */
    public static final int MOST_BYTES = 2 * 1024 * 1024;

    private TaskSize() {}

    /**
     * Looks at each task of a set.
     *
     * @param set what errors call the set
     * @throws TaskFileException naming the first task that is larger than this
     */
    public static void check(String set, List<Task> tasks, int mostBytes) {
        tasks.forEach(task -> check(set, task.id(), RecordLimit.sizeOf(task), mostBytes));
    }

    /**
     * Looks at one task.
     *
     * @param size of the task as JSON, in bytes
     * @throws TaskFileException naming the task, if it is larger than this
     */
    public static void check(String set, String taskId, long size, int mostBytes) {
        if (size > mostBytes) {
            throw new TaskFileException(set + ": the task '" + taskId + "' takes " + size
                    + " bytes as JSON, more than the " + mostBytes
                    + " that a task may (run.most-task-bytes); shorten its setup, tests or solutions");
        }
    }
}

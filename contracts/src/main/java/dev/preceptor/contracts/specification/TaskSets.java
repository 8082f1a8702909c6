package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The files of tasks, as the person named them.
 *
 * @param practice to practise on
 * @param exam held out for the exam
 * @param generate how the practice file is made where it is missing; null: it must be there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskSets(String practice, String exam, TaskGeneration generate) {

    public TaskSets {
        Checks.required("tasks.practice", practice);
        Checks.required("tasks.exam", exam);
    }

    /** Files that are there. */
    public TaskSets(String practice, String exam) {
        this(practice, exam, null);
    }
}

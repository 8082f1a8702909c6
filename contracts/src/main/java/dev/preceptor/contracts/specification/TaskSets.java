package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The task files that the user named.
 *
 * @param practice the file of practice tasks
 * @param exam the file of exam tasks
 * @param generate how run-service generates the practice tasks if the file does not exist; null: the file must exist
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskSets(String practice, String exam, TaskGeneration generate) {

    public TaskSets {
        Checks.required("tasks.practice", practice);
        Checks.required("tasks.exam", exam);
    }

    /** Creates task sets without generation: both files must exist. */
    public TaskSets(String practice, String exam) {
        this(practice, exam, null);
    }
}

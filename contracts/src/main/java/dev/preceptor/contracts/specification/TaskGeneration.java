package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Practice tasks that the teacher invents, before the run.
 *
 * @param seeds the file of tasks that the teacher is shown some of
 * @param count how many tasks are wanted
 * @param budgetUsd the most that inventing them may cost; it is not part of the run's own budget, unless they share a purse
 * @param mostDrafts how many drafts the teacher is asked for at most; by default three for each task
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskGeneration(String seeds, Integer count, Double budgetUsd, Integer mostDrafts) {

    private static final int DRAFTS_A_TASK = 3;

    public TaskGeneration {
        Checks.required("tasks.generate.seeds", seeds);
        Checks.required("tasks.generate.count", count);
        Checks.required("tasks.generate.budgetUsd", budgetUsd);
        Checks.atLeast("tasks.generate.count", count, 1);
        Checks.atLeast("tasks.generate.budgetUsd", budgetUsd, 0);
        mostDrafts = mostDrafts == null ? DRAFTS_A_TASK * count : mostDrafts;
        Checks.atLeast("tasks.generate.mostDrafts", mostDrafts, count);
    }
}

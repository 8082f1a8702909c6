package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Settings for practice tasks that the teacher generates before the run.
 *
 * @param seeds the file of example tasks, some of which are shown to the teacher
 * @param count the number of tasks to generate
 * @param budgetUsd the maximum cost of the generation in US dollars; separate from the run's budget unless both use the
 *     same purse
 * @param mostDrafts the maximum number of drafts to request from the teacher; by default three per task
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskGeneration(String seeds, Integer count, Double budgetUsd, Integer mostDrafts) {

    private static final long DRAFTS_A_TASK = 3;

    public TaskGeneration {
        Checks.required("tasks.generate.seeds", seeds);
        Checks.required("tasks.generate.count", count);
        Checks.required("tasks.generate.budgetUsd", budgetUsd);
        Checks.atLeast("tasks.generate.count", count, 1);
        Checks.atLeast("tasks.generate.budgetUsd", budgetUsd, 0);
        mostDrafts = mostDrafts == null ? defaultMostDrafts(count) : mostDrafts;
        Checks.atLeast("tasks.generate.mostDrafts", mostDrafts, count);
    }

    /** The default of {@code mostDrafts}: three for each task, and at most {@link Integer#MAX_VALUE}. */
    public static int defaultMostDrafts(int count) {
        return (int) Math.min(Integer.MAX_VALUE, DRAFTS_A_TASK * count);
    }
}

package dev.preceptor.contracts.event;

import java.util.Map;

/**
 * The counts of a generation of tasks.
 *
 * @param wanted the number of tasks to generate
 * @param asked the number of requested drafts
 * @param decided the number of decided drafts: tasks, dropped, unfunded and faulted
 * @param tasks the number of accepted drafts
 * @param dropped the number of dropped drafts by the name of their {@link DropReason}, zeros included
 * @param unfunded the number of drafts that the budget did not allow
 * @param faulted the number of drafts that an infrastructure fault lost
 * @param costUsd the cost in US dollars so far; a call without an answer counts at its maximum cost
 */
public record GenerationProgress(
        int wanted,
        int asked,
        int decided,
        int tasks,
        Map<String, Integer> dropped,
        int unfunded,
        int faulted,
        double costUsd) {

    public GenerationProgress {
        dropped = dropped == null ? Map.of() : dropped;
    }

    /** The counts of a generation that has not begun. */
    public static GenerationProgress none(int wanted) {
        return new GenerationProgress(wanted, 0, 0, 0, Map.of(), 0, 0, 0);
    }
}

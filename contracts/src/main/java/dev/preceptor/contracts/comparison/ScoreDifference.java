package dev.preceptor.contracts.comparison;

import dev.preceptor.contracts.event.Interval;

/**
 * The difference in pass@1 between two rows of a comparison at a refine step, by a paired randomisation test over tasks.
 *
 * @param from the label of the row whose pass@1 is subtracted
 * @param to the label of the row that it is subtracted from
 * @param difference the mean over tasks of the second score minus the first
 * @param confidence the 95 % interval of the difference, bootstrapped over tasks
 * @param pValue the two-sided p-value
 * @param tasks the number of tasks that both have scores for
 */
public record ScoreDifference(
        String from, String to, int refineStep, double difference, Interval confidence, double pValue, int tasks) {}

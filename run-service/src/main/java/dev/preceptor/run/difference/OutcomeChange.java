package dev.preceptor.run.difference;

import dev.preceptor.contracts.report.Outcome;

/**
 * A sample of a practice task that ended differently in two runs.
 *
 * @param round from 1
 * @param sample from 0
 * @param from its outcome in the first run
 * @param to its outcome in the second run
 */
public record OutcomeChange(int round, String taskId, int sample, Outcome from, Outcome to) {}

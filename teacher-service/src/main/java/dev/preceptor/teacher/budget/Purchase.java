package dev.preceptor.teacher.budget;

import java.time.Duration;

/**
 * An answer that somebody wants to pay for.
 *
 * @param callId the refinement's id
 * @param greatestCost in nanodollars, of one request
 * @param cap the run's budget, in nanodollars
 * @param timeout of one request
 */
public record Purchase(String callId, String runId, long greatestCost, long cap, Duration timeout) {}

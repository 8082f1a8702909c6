package dev.preceptor.contracts.comparison;

import dev.preceptor.contracts.event.Interval;
import java.util.Map;

/**
 * A student's exam score at a refine step, that is, after this many refinements of its own answers.
 *
 * @param passAtK pass@k by k, from 0 to 1
 * @param confidence 95 % intervals by k
 * @param faulted the number of samples lost to infrastructure faults, which count neither as passed nor as failed
 */
public record ExamScore(int refineStep, Map<String, Double> passAtK, Map<String, Interval> confidence, int faulted) {}

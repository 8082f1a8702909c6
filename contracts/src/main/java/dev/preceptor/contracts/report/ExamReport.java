package dev.preceptor.contracts.report;

import dev.preceptor.contracts.event.Interval;
import java.util.Map;

/**
 * The report of an exam. Round 0 is the exam of the untrained student.
 *
 * @param unrefined the number of failed samples without a refine step, as their tasks have no public test to show
 */
public record ExamReport(
        int round,
        int tasks,
        int samples,
        Map<String, Double> passAtK,
        Map<String, Interval> confidence,
        int refineStep,
        int faulted,
        int unrefined) {}

package dev.preceptor.contracts.report;

import dev.preceptor.contracts.event.Interval;
import java.util.Map;

/** An exam; round 0 is the student as it came. */
public record ExamReport(
        int round,
        int tasks,
        int samples,
        Map<String, Double> passAtK,
        Map<String, Interval> confidence,
        int refineStep,
        int faulted) {}

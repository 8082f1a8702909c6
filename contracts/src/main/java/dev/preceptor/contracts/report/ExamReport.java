package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.Interval;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;

/**
 * The report of an exam. Round 0 is the exam of the untrained student.
 *
 * @param passAtKBounds pass@k over all tasks if every faulted sample had failed, and if every one had passed, by k; empty if none
 *     faulted
 * @param unrefined the number of failed samples without a refine step, as their tasks have no public test to show
 * @param groups the results of the groups of tasks; empty if the tasks' ids name none
 */
@RecordBuilder
public record ExamReport(
        int round,
        int tasks,
        int samples,
        Map<String, Double> passAtK,
        Map<String, Interval> confidence,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Interval> passAtKBounds,
        int refineStep,
        int faulted,
        int unrefined,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ExamGroup> groups) {

    public ExamReport {
        passAtKBounds = passAtKBounds == null ? Map.of() : passAtKBounds;
        groups = groups == null ? List.of() : List.copyOf(groups);
    }
}

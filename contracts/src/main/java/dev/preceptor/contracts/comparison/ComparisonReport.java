package dev.preceptor.contracts.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.report.Ledger;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * The result of a comparison.
 *
 * @param teacher the teacher's model
 * @param practiceTasks the number of practice tasks that all arms use
 * @param lostTasks practice tasks that every arm leaves out, because an infrastructure fault lost an attempt
 * @param student the outcomes of the practice tasks without a teacher: every failed task counts as untaught
 * @param samples the number of samples for each exam task
 * @param rows the untrained student, then the arms
 * @param differences the differences in pass@1 between each row and each row before it, paired by task
 * @param dataDir the data directory of the runs, which only the embedding process knows; null on a server
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record ComparisonReport(
        String name,
        String teacher,
        int practiceTasks,
        List<String> lostTasks,
        Ledger student,
        int examTasks,
        int samples,
        List<ComparisonRow> rows,
        List<ScoreDifference> differences,
        String dataDir)
        implements ComparisonReportBuilder.With {

    /** Returns the difference between two rows at a refine step, or null if they have none. */
    public ScoreDifference between(String from, String to, int refineStep) {
        return differences.stream()
                .filter(difference -> difference.from().equals(from)
                        && difference.to().equals(to)
                        && difference.refineStep() == refineStep)
                .findFirst()
                .orElse(null);
    }
}

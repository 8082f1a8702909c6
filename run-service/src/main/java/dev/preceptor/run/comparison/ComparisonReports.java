package dev.preceptor.run.comparison;

import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.comparison.ComparisonReport;
import dev.preceptor.contracts.comparison.ComparisonReportBuilder;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.specification.RunSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the report of a comparison whose runs have all finished. */
final class ComparisonReports {

    private ComparisonReports() {}

    /**
     * @param reports of the practice run and of the arms' runs, in the order of the arms
     * @param evaluations of these runs, by run id
     */
    static ComparisonReport of(
            ComparisonPlan plan,
            PracticePass pass,
            List<RunReport> reports,
            Map<String, List<Evaluation>> evaluations) {
        RunReport practice = reports.get(0);
        List<ScoredRow> rows = new ArrayList<>();
        rows.add(ScoredRow.ofUntrained(practice, evaluationsOf(practice, evaluations)));
        for (int i = 0; i < plan.arms().size(); i++) {
            Arm arm = plan.arms().get(i);
            RunReport report = reports.get(i + 1);
            rows.add(ScoredRow.of(arm, report, evaluationsOf(report, evaluations)));
        }
        RunSpecification specification = plan.parsed();
        return ComparisonReportBuilder.builder()
                .name(specification.name())
                .teacher(specification.ladder().label())
                .practiceTasks(pass.tasks().size())
                .lostTasks(pass.lost())
                .student(practice.ledger())
                .examTasks(plan.exam().count())
                .samples(specification.exam().samples())
                .rows(rows.stream().map(ScoredRow::row).toList())
                .differences(ScoredRow.differences(rows))
                .build();
    }

    private static List<Evaluation> evaluationsOf(RunReport report, Map<String, List<Evaluation>> evaluations) {
        return evaluations.getOrDefault(report.runId(), List.of());
    }
}

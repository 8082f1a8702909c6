package dev.preceptor.run.comparison;

import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.comparison.ComparisonRow;
import dev.preceptor.contracts.comparison.ComparisonRowBuilder;
import dev.preceptor.contracts.comparison.ExamScore;
import dev.preceptor.contracts.comparison.ScoreDifference;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.run.exam.ExamScores;
import dev.preceptor.statistics.PairedTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A row of a comparison, with the scores of each task that its differences to other rows are computed from.
 *
 * @param byTask the share of each task's judged samples that passed, by refine step and task id
 */
record ScoredRow(ComparisonRow row, Map<Integer, Map<String, Double>> byTask) {

    /** The row of the untrained student: round 0 of the practice run. */
    static ScoredRow ofUntrained(RunReport report, List<Evaluation> evaluations) {
        CheckpointReference untrained = evaluations.stream()
                .map(Evaluation::checkpoint)
                .filter(checkpoint -> checkpoint.round() == 0)
                .findFirst()
                .orElse(null);
        ComparisonRowBuilder row = ComparisonRowBuilder.builder()
                .label(ComparisonRow.BASE)
                .runId(report.runId())
                .ledger(report.ledger());
        return of(row, untrained, evaluations);
    }

    /** The row of an arm: the checkpoint of its last round. */
    static ScoredRow of(Arm arm, RunReport report, List<Evaluation> evaluations) {
        CheckpointReference last = report.rounds().stream()
                .map(RoundReport::checkpoint)
                .filter(Objects::nonNull)
                .reduce((earlier, later) -> later)
                .orElse(null);
        double paid = report.teacher().costUsd();
        ComparisonRowBuilder row = ComparisonRowBuilder.builder()
                .label(arm.label())
                .method(arm.method())
                .fraction(arm.fraction())
                .teachers(arm.name())
                .runId(report.runId())
                .ledger(report.ledger())
                .examples(
                        report.rounds().stream().mapToInt(RoundReport::examples).sum())
                .paidUsd(paid)
                .aloneUsd(arm.fraction() * (paid + report.teacher().cached().savedUsd()));
        return of(row, last, evaluations);
    }

    private static ScoredRow of(ComparisonRowBuilder row, CheckpointReference checkpoint, List<Evaluation> all) {
        List<Evaluation> ofCheckpoint = all.stream()
                .filter(evaluation -> checkpoint != null
                        && evaluation.checkpoint().round() == checkpoint.round()
                        && Objects.equals(evaluation.checkpoint().sha256(), checkpoint.sha256()))
                .sorted(Comparator.comparingInt(Evaluation::refineStep))
                .toList();
        Map<Integer, Map<String, Double>> byTask = new TreeMap<>();
        ofCheckpoint.forEach(evaluation -> byTask.put(evaluation.refineStep(), ExamScores.shares(evaluation)));
        List<ExamScore> scores = ofCheckpoint.stream().map(ScoredRow::score).toList();
        return new ScoredRow(row.checkpoint(checkpoint).scores(scores).build(), byTask);
    }

    private static ExamScore score(Evaluation evaluation) {
        return new ExamScore(
                evaluation.refineStep(), evaluation.passAtK(), evaluation.confidence(), evaluation.faulted());
    }

    /** The differences between each row and each row before it, at each refine step that both have scores for. */
    static List<ScoreDifference> differences(List<ScoredRow> rows) {
        List<ScoreDifference> differences = new ArrayList<>();
        for (int to = 1; to < rows.size(); to++) {
            for (int from = 0; from < to; from++) {
                for (int step : rows.get(to).byTask().keySet()) {
                    rows.get(from).addDifference(rows.get(to), step, differences);
                }
            }
        }
        return differences;
    }

    private void addDifference(ScoredRow to, int step, List<ScoreDifference> differences) {
        Map<String, Double> own = byTask.get(step);
        PairedTest test =
                own == null ? null : PairedTest.between(own, to.byTask().get(step));
        if (test != null) {
            differences.add(new ScoreDifference(
                    row.label(),
                    to.row().label(),
                    step,
                    test.difference(),
                    test.confidence(),
                    test.pValue(),
                    test.tasks()));
        }
    }
}

package dev.preceptor.cli.compare;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.RunReport;
import java.util.List;
import java.util.Objects;

/**
 * One row of the comparison: an arm or the untrained student.
 *
 * @param label the label of the arm, or {@link #BASE}
 * @param arm the arm; null for the untrained student
 * @param ledger the outcomes of the practice tasks
 * @param examples the number of training examples
 * @param paidUsd the cost of its run in US dollars; answers that earlier runs bought cost nothing
 * @param aloneUsd the cost in US dollars of all answers that it used, whichever run bought them, times the arm's fraction
 * @param checkpoint the checkpoint that took the exam; null if nothing was taught
 * @param scores the scores by refine step; empty if nothing was taught
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Row(
        String label,
        @JsonIgnore Arm arm,
        String method,
        Double fraction,
        String runId,
        Ledger ledger,
        int examples,
        double paidUsd,
        double aloneUsd,
        CheckpointReference checkpoint,
        List<Score> scores) {

    static final String BASE = "base";

    /** The row of the untrained student: round 0 of the practice run. */
    static Row base(RunReport report, List<Evaluation> evaluations) {
        CheckpointReference base = evaluations.stream()
                .map(Evaluation::checkpoint)
                .filter(checkpoint -> checkpoint.round() == 0)
                .findFirst()
                .orElse(null);
        return new Row(
                BASE,
                null,
                null,
                null,
                report.runId(),
                report.ledger(),
                0,
                0,
                0,
                base,
                base == null ? List.of() : Score.of(base, evaluations));
    }

    /** The row of an arm: the checkpoint of its last round. */
    static Row of(Arm arm, RunReport report, List<Evaluation> evaluations) {
        CheckpointReference last = report.rounds().stream()
                .map(RoundReport::checkpoint)
                .filter(Objects::nonNull)
                .reduce((earlier, later) -> later)
                .orElse(null);
        double paid = report.teacher().costUsd();
        return new Row(
                arm.label(),
                arm,
                arm.method().label(),
                arm.fraction(),
                report.runId(),
                report.ledger(),
                report.rounds().stream().mapToInt(RoundReport::examples).sum(),
                paid,
                arm.fraction() * (paid + report.teacher().cached().savedUsd()),
                last,
                last == null ? List.of() : Score.of(last, evaluations));
    }

    /** The score at a refine step, or null if there is none. */
    Score after(int refineStep) {
        return scores.stream()
                .filter(score -> score.refineStep() == refineStep)
                .findFirst()
                .orElse(null);
    }
}

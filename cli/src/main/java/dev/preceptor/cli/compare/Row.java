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
 * One line of the comparison.
 *
 * @param label the arm's, or {@link #BASE}
 * @param arm null for the student as it came
 * @param ledger how the practice tasks ended
 * @param examples what it was trained on
 * @param paidUsd what its run was billed, with what earlier ones had bought at no cost
 * @param aloneUsd what all answers that it used cost; of a share of the taught tasks, that share
 * @param checkpoint what was examined; null where nothing was taught
 * @param scores by refine step; empty where nothing was taught
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

    /** The student as it came, which is round 0 of the run that practised. */
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

    /** What became of an arm: its last round's checkpoint. */
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

    /** After so many refinements; null where it was not examined so. */
    Score after(int refineStep) {
        return scores.stream()
                .filter(score -> score.refineStep() == refineStep)
                .findFirst()
                .orElse(null);
    }
}

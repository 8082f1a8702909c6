package dev.preceptor.contracts.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.specification.Method;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Optional;

/**
 * One row of a comparison: an arm or the untrained student.
 *
 * @param label the label of the arm, or {@link #BASE}
 * @param method the method of the arm; null for the untrained student
 * @param fraction the fraction of the arm; null for the untrained student
 * @param runId the run of the row; for the untrained student the practice run
 * @param ledger the outcomes of the practice tasks
 * @param examples the number of training examples
 * @param paidUsd the cost of its run in US dollars; answers that earlier runs bought cost nothing
 * @param aloneUsd the cost in US dollars of all answers that it used, whichever run bought them, times the arm's fraction
 * @param checkpoint the checkpoint that took the exam; null if nothing was taught
 * @param scores the scores by refine step; empty if nothing was taught
 * @param teachers the name of the arm's own teachers; null if it has the specification's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record ComparisonRow(
        String label,
        Method method,
        Double fraction,
        String runId,
        Ledger ledger,
        int examples,
        double paidUsd,
        double aloneUsd,
        CheckpointReference checkpoint,
        List<ExamScore> scores,
        String teachers) {

    /** The label of the untrained student. */
    public static final String BASE = "base";

    /** Returns the arm; empty for the untrained student. */
    public Optional<Arm> arm() {
        return method == null ? Optional.empty() : Optional.of(new Arm(method, fraction, teachers, null));
    }

    /** Returns the score at a refine step, or null if there is none. */
    public ExamScore after(int refineStep) {
        return scores.stream()
                .filter(score -> score.refineStep() == refineStep)
                .findFirst()
                .orElse(null);
    }
}

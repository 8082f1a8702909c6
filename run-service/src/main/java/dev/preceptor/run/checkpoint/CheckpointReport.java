package dev.preceptor.run.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.ValidationLoss;
import dev.preceptor.contracts.report.ExamReport;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * A checkpoint of a run.
 *
 * @param runName the name of the run
 * @param round the round that trained it; 0 is the student as it came
 * @param reference its location, and the SHA-256 of its weights
 * @param parent the weights that its training started from; null in round 0
 * @param adaptation {@code full} or {@code lora}; null in round 0
 * @param examples the number of examples that it was trained on; 0 in round 0
 * @param tokensPerSecond the throughput of its training; 0 in round 0
 * @param seconds the duration of its training; 0 in round 0
 * @param steps its loss curve, of at most 200 steps; empty in round 0
 * @param validation the validation loss after each epoch; empty if no examples were held out
 * @param exams its exams by refine step; empty if it was not examined yet
 * @param files whether its files can be downloaded: they are in the artifact store
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record CheckpointReport(
        String runId,
        String runName,
        int round,
        CheckpointReference reference,
        CheckpointReference parent,
        String adaptation,
        int examples,
        double tokensPerSecond,
        double seconds,
        List<TrainingStep> steps,
        List<ValidationLoss> validation,
        List<ExamReport> exams,
        boolean files)
        implements CheckpointReportBuilder.With {

    /** With the first and the last step of the loss curve only. */
    CheckpointReport brief() {
        return steps.size() <= 2 ? this : withSteps(List.of(steps.get(0), steps.get(steps.size() - 1)));
    }
}

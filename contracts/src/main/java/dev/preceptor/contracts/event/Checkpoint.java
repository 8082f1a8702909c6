package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.StudentSpecification;
import java.util.List;

/**
 * A student to examine: what a training job made, or, as round 0, the student as it came.
 *
 * @param reference where its weights lie
 * @param parent what it was trained from; null in round 0
 * @param examples how many examples it was trained on
 * @param steps the loss curve, of a long training {@link LossCurve some points}; empty in round 0
 * @param validation the loss on the examples that were held out, after each epoch; empty where none were
 * @param tokensPerSecond training speed, prompts included
 * @param curve lines of {@link TrainingStep}, every step; null in round 0 and in events of earlier versions, whose
 *     {@code steps} are all
 */
public record Checkpoint(
        String id,
        String runId,
        StudentSpecification student,
        CheckpointReference reference,
        CheckpointReference parent,
        int examples,
        List<TrainingStep> steps,
        List<ValidationLoss> validation,
        double tokensPerSecond,
        double seconds,
        ExamPlan exam,
        DataSet curve)
        implements Event {

    public Checkpoint {
        validation = validation == null ? List.of() : List.copyOf(validation);
    }

    /** A checkpoint of which all steps are here. */
    public Checkpoint(
            String id,
            String runId,
            StudentSpecification student,
            CheckpointReference reference,
            CheckpointReference parent,
            int examples,
            List<TrainingStep> steps,
            List<ValidationLoss> validation,
            double tokensPerSecond,
            double seconds,
            ExamPlan exam) {
        this(id, runId, student, reference, parent, examples, steps, validation, tokensPerSecond, seconds, exam, null);
    }

    /** A checkpoint for which no examples were held out. */
    public Checkpoint(
            String id,
            String runId,
            StudentSpecification student,
            CheckpointReference reference,
            CheckpointReference parent,
            int examples,
            List<TrainingStep> steps,
            double tokensPerSecond,
            double seconds,
            ExamPlan exam) {
        this(id, runId, student, reference, parent, examples, steps, List.of(), tokensPerSecond, seconds, exam);
    }

    /** A checkpoint's id: run and round determine it. */
    public static String idOf(String runId, int round) {
        return Ids.of("checkpoint", runId, round);
    }

    @Override
    public String key() {
        return runId;
    }
}

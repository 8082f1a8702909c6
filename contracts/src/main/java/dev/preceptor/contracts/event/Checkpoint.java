package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.StudentSpecification;
import io.soabase.recordbuilder.core.RecordBuilder;
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
@RecordBuilder
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

    /**
     * Weights to examine, without a word about how they were trained: the student as it came, or a checkpoint whose exam was
     * held.
     */
    public static Checkpoint toExamine(
            String runId, StudentSpecification student, CheckpointReference reference, ExamPlan exam) {
        return CheckpointBuilder.builder()
                .id(idOf(runId, reference.round()))
                .runId(runId)
                .student(student)
                .reference(reference)
                .steps(List.of())
                .exam(exam)
                .build();
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

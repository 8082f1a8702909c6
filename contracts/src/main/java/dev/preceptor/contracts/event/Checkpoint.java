package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.StudentSpecification;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * A checkpoint to examine: the result of a training job, or, as round 0, the untrained student.
 *
 * @param reference the location of its weights
 * @param parent the checkpoint that training started from; null in round 0
 * @param examples the number of training examples
 * @param steps the loss curve, reduced by {@link LossCurve} after a long training; empty in round 0
 * @param validation the validation loss after each epoch; empty if no examples were held out
 * @param tokensPerSecond the training throughput in tokens per second, including prompts
 * @param curve the data set of all {@link TrainingStep}s, one per line; null in round 0 and in events of earlier
 *     versions, whose {@code steps} is complete
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

    /** Creates a checkpoint without training data: the untrained student, or a checkpoint that has been examined. */
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

    /** Returns a checkpoint's id: a hash of run and round. */
    public static String idOf(String runId, int round) {
        return Ids.of("checkpoint", runId, round);
    }

    @Override
    public String key() {
        return runId;
    }
}

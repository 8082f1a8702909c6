package dev.preceptor.trainer.engine;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointBuilder;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.LossCurve;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.ValidationLoss;
import java.nio.file.Path;
import java.util.List;

/**
 * The result of a training.
 *
 * @param folder the checkpoint on disk: a whole model in Hugging Face's layout. If an adapter was trained, it is merged into the
 *     model and is also in the folder {@code adapter}
 * @param examples the number of examples that were used
 * @param steps every step
 * @param validation the validation loss after each epoch; empty if no examples were held out
 * @param tokensPerSecond prompt and completion tokens per second
 * @param seconds the duration, including loading and saving
 */
public record TrainingResult(
        Path folder,
        int examples,
        List<TrainingStep> steps,
        List<ValidationLoss> validation,
        double tokensPerSecond,
        double seconds) {

    /** The folder of the adapter in the folder of a checkpoint. */
    public static final String ADAPTER = "adapter";

    public TrainingResult {
        steps = List.copyOf(steps);
        validation = List.copyOf(validation);
    }

    /**
     * The event of this result.
     *
     * @param reference where the checkpoint is stored
     * @param curve where the loss curve with every step is stored
     */
    public Checkpoint event(TrainingJob job, CheckpointReference reference, DataSet curve) {
        return CheckpointBuilder.builder()
                .id(Checkpoint.idOf(job.runId(), job.round()))
                .runId(job.runId())
                .student(job.student())
                .reference(reference)
                .parent(job.base())
                .examples(examples)
                .steps(LossCurve.thinned(steps))
                .validation(validation)
                .tokensPerSecond(tokensPerSecond)
                .seconds(seconds)
                .exam(job.exam())
                .curve(curve)
                .build();
    }
}

package dev.preceptor.trainer.engine;

import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A job for an engine.
 *
 * @param base the model to start from: a folder in Hugging Face's layout, or a .gguf file
 * @param work the job's work folder, which holds all files of the engine. It remains when the process dies, and is deleted when the
 *     job is done
 * @param softTargets reads the rows of a file of soft targets; empty if it was deleted
 */
public record TrainingTask(
        TrainingJob job,
        Path base,
        Path work,
        ExampleSource examples,
        Function<SoftTargets, Optional<SoftTargetRows>> softTargets) {

    /** The job's examples. */
    @FunctionalInterface
    public interface ExampleSource {

        /**
         * Reads the examples and maps each; the examples themselves are not kept.
         *
         * @return the results in the order of the job's list
         * @throws TrainingException if some examples do not arrive
         */
        <T> List<T> read(Function<TrainingExample, T> mapper);
    }

    public TrainingSpecification training() {
        return job.training();
    }

    /** Returns a reader for the soft targets of the examples, which a job without {@code training.soft} leaves unread. */
    public SoftTargetReader softTargetReader() {
        return training().soft() == null
                ? SoftTargetReader.none()
                : new SoftTargetReader(
                        softTargets, ModelConfiguration.read(base).vocabularySize());
    }
}

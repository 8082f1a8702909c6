package dev.preceptor.trainer.engine;

import java.nio.file.Path;

/** Fine-tunes a student; the setting {@code trainer.backend} selects the implementation. It trains one job at a time. */
public interface TrainingEngine {

    /**
     * Trains a job, from the beginning or from the newest state in {@link #states}.
     *
     * @throws TrainingException if the job cannot be done, with a message for a person
     * @throws RuntimeException if the monitor ends the training
     */
    TrainingResult train(TrainingTask task, TrainingMonitor monitor);

    /**
     * The folder of a job's saved states, each in a folder {@code step-N} with eight digits. A state that has this name is complete.
     *
     * @param work the job's work folder
     */
    Path states(Path work);
}

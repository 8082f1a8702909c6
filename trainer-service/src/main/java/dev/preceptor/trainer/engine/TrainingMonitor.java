package dev.preceptor.trainer.engine;

import dev.preceptor.contracts.event.TrainingProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What an engine reports while it trains. Each of these may throw, which ends the training: the process is shutting down, or another
 * trainer has finished the job. The exception passes through {@link TrainingEngine#train}.
 *
 * @param step receives each step of the optimizer
 * @param saved receives the folder of each saved state, which the engine may delete at any time after the call
 * @param check called at least once a second by engines that wait for others
 * @param sleep waits for a time
 */
public record TrainingMonitor(
        Consumer<TrainingProgress> step, Consumer<Path> saved, Runnable check, Consumer<Duration> sleep) {}

package dev.preceptor.trainer.command;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of the backend {@code command}; see {@code TrainerConfiguration}.
 *
 * @param command the command line of the program
 * @param worldSize the number of processes that train together
 * @param saveEvery the number of steps between two saved states
 * @param restarts the number of restarts without a newer saved state
 * @param grace the time between SIGTERM and SIGKILL
 * @param models the folder for models that the program has to convert
 */
public record CommandSettings(
        String command, int worldSize, int saveEvery, int restarts, Duration grace, Path models) {}

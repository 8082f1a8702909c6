package dev.preceptor.trainer.program;

import java.nio.file.Path;

/**
 * The settings that all programs share; see {@code TrainerConfiguration}.
 *
 * @param worldSize the number of processes that train together
 * @param saveEvery the number of steps between two saved states
 * @param restarts the number of restarts without a newer saved state
 * @param models the folder for models that the program has to convert
 */
public record ProgramSettings(int worldSize, int saveEvery, int restarts, Path models) {}

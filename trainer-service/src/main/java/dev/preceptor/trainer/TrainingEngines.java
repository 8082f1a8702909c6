package dev.preceptor.trainer;

import dev.preceptor.trainer.command.CommandEngine;
import dev.preceptor.trainer.command.CommandSettings;
import dev.preceptor.trainer.djl.DjlEngine;
import dev.preceptor.trainer.engine.AdapterBase;
import dev.preceptor.trainer.engine.TrainingEngine;
import dev.preceptor.trainer.engine.TrainingException;

/** The engines by the names of {@code trainer.backend}. */
final class TrainingEngines {

    private TrainingEngines() {}

    /** @throws TrainingException if no engine has the name, or a setting of the engine is missing */
    static TrainingEngine named(TrainerConfiguration configuration) {
        AdapterBase adapterBase = new AdapterBase(configuration.adapterBase());
        return switch (configuration.backend()) {
            case "djl" -> new DjlEngine(configuration.saveEvery(), configuration.microBatchTokens(), adapterBase);
            case "command" -> new CommandEngine(commandSettings(configuration), adapterBase);
            default ->
                throw new TrainingException(
                        "trainer.backend is " + configuration.backend() + "; it can be djl or command");
        };
    }

    private static CommandSettings commandSettings(TrainerConfiguration configuration) {
        return new CommandSettings(
                configuration
                        .command()
                        .orElseThrow(() -> new TrainingException(
                                "trainer.backend is command, so trainer.command must name the program")),
                configuration.worldSize(),
                configuration.saveEvery(),
                configuration.commandRestarts(),
                configuration.commandGrace(),
                configuration.modelsDirectory());
    }
}

package dev.preceptor.trainer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** The settings of trainer-service. */
@ConfigMapping(prefix = "trainer")
public interface TrainerConfiguration {

    /** Where models that were fetched are kept. */
    Path modelsDirectory();

    /** The artifact store, where checkpoints are written. */
    String artifactsDirectory();

    /** How long a job waits for an example that it names and that has not been seen. */
    @WithDefault("10M")
    Duration exampleTimeout();

    /** How long a stopping process waits for the training step in progress. */
    @WithDefault("60S")
    Duration stopTimeout();
}

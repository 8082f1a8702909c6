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

    /**
     * A folder of this machine, never in the artifact store: the state of a job in progress and its checkpoint in the making lie
     * here, in a folder by the job's id, until the checkpoint is in the store. It needs up to ten times the bytes of what is trained,
     * in float32. What is lost of it is fetched from the store, or trained again.
     */
    Path workDirectory();

    /** A job's state, three times the size of what learns, is saved after every so many steps; a crash loses no more. */
    @WithDefault("50")
    int saveEvery();

    /**
     * A saved state goes to the artifact store, too, from where a trainer on another machine goes on: beside the training, one at
     * a time, and no more often than this.
     */
    @WithDefault("1M")
    Duration copyStateEvery();

    /** How long a job waits for the artifact store where that does not answer. */
    @WithDefault("10M")
    Duration storeTimeout();

    /**
     * How many tokens are computed at once; changes no result. Memory grows with it, and a GPU that has some is busier: one
     * with 8,192 was up to twice as fast.
     */
    @WithDefault("2048")
    int microBatchTokens();

    /** How long a job waits for an example that it names and that has not been seen. */
    @WithDefault("10M")
    Duration exampleTimeout();

    /** The liveness check fails when a job is trained and has made no step for so long: longer than its longest step. */
    @WithDefault("6h")
    Duration hangsAfter();

    /** How long a stopping process waits for the training step in progress. */
    @WithDefault("60S")
    Duration stopTimeout();
}

package dev.preceptor.trainer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** The settings of trainer-service. */
@ConfigMapping(prefix = "trainer")
public interface TrainerConfiguration {

    /** Where downloaded models are kept. */
    Path modelsDirectory();

    /** The artifact store that checkpoints are written to. */
    String artifactsDirectory();

    /**
     * A local folder, not in the artifact store. It holds the state and the unfinished checkpoint of a job in progress, in a folder
     * named by the job's id, until the checkpoint is in the store. It needs up to ten times the size of the trained parameters in
     * float32. If it is lost, the state is downloaded from the store or trained again.
     */
    Path workDirectory();

    /** Number of steps between two saved states, which is what a crash may lose. A state has three times the size of the trained parameters. */
    @WithDefault("50")
    int saveEvery();

    /**
     * Minimum time between two uploads of saved states to the artifact store, from which a trainer on another machine continues. Uploads
     * run beside the training, one at a time.
     */
    @WithDefault("1M")
    Duration copyStateEvery();

    /** How long a job retries operations of the artifact store. */
    @WithDefault("10M")
    Duration storeTimeout();

    /**
     * Maximum number of tokens computed at once. It does not change the result. More tokens need more memory and use a GPU better:
     * with 8,192 one was up to twice as fast.
     */
    @WithDefault("2048")
    int microBatchTokens();

    /** How long a job waits for examples that it names and that have not arrived. */
    @WithDefault("10M")
    Duration exampleTimeout();

    /** The liveness check fails after a job in progress has completed no step for this time; set it above the longest step. */
    @WithDefault("6h")
    Duration hangsAfter();

    /** How long a shutdown waits for the training step in progress. */
    @WithDefault("60S")
    Duration stopTimeout();
}

package dev.preceptor.trainer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of trainer-service. */
@ConfigMapping(prefix = "trainer")
public interface TrainerConfiguration {

    /**
     * What trains: {@code djl}, in this process; {@code command}, the program of {@code trainer.command}; or {@code kubeflow}, the same
     * program as a job of Kubernetes.
     */
    @WithDefault("djl")
    String backend();

    /**
     * The program that trains, for the backends {@code command} and {@code kubeflow}, with its arguments. {@code {job}} stands for the folder of the job.
     * Arguments with spaces are quoted, as in a shell; nothing else has a meaning as in a shell. docs/TRAINERS.md describes what the
     * program reads and writes. Example: {@code torchrun --nproc-per-node 2 finetune.py {job}}.
     */
    Optional<String> command();

    /**
     * The number of processes that train together, for the backends {@code command} and {@code kubeflow}. Another number is a failure.
     */
    @WithDefault("1")
    int worldSize();

    /**
     * How often the program is started again without a newer saved state, after it died or reported a fault of the infrastructure, for
     * the backends {@code command} and {@code kubeflow}.
     */
    @WithDefault("5")
    int commandRestarts();

    /** How long the program may take to end after SIGTERM before it is killed, for the backend {@code command}. */
    @WithDefault("10S")
    Duration commandGrace();

    /** The settings {@code trainer.kubeflow.*}. */
    KubeflowConfiguration kubeflow();

    /**
     * The name of the untrained student in adapter_config.json of its LoRA adapters ({@code base_model_name_or_path}), as the server that
     * loads the adapters names it. By default the name on the hub for {@code hf:} students, and for others the name in the
     * specification. An adapter that was trained on a checkpoint ({@code training.from: previous}) names the URI of the checkpoint.
     */
    Optional<String> adapterBase();

    /** Where downloaded models are kept. */
    Path modelsDirectory();

    /** The artifact store that checkpoints are written to. */
    String artifactsDirectory();

    /**
     * A local folder, not in the artifact store; for the backend {@code kubeflow} on the volume of {@code trainer.kubeflow.claim}. It holds the state and the unfinished checkpoint of a job in progress, in a folder
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

package dev.preceptor.trainer;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of the backend {@code kubeflow}: {@code trainer.kubeflow.*}. */
public interface KubeflowConfiguration {

    /**
     * What a training is: {@code trainjob}, of Kubeflow Trainer 2.2 or later; {@code job}, of Kubernetes itself; or {@code auto}, a TrainJob
     * where the cluster has them.
     */
    @WithDefault("auto")
    String kind();

    /** The namespace of the jobs. By default that of this service's pod, or of the kubeconfig's context. */
    Optional<String> namespace();

    /** The ClusterTrainingRuntime of TrainJobs. It must have the job and the container {@code node}, as those for torch have. */
    @WithDefault("torch-distributed")
    String runtime();

    /** The image of the pods, with the program of {@code trainer.command}. Without it TrainJobs have the image of their runtime. */
    Optional<String> image();

    /**
     * The PersistentVolumeClaim (ReadWriteMany) of the volume that this service shares with the pods of a training. Without it the files
     * of a job travel through the artifact store, which must be a bucket.
     */
    Optional<String> claim();

    /**
     * Without a claim: the secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for the pods. Not needed where the pods have a role of
     * the cloud.
     */
    Optional<String> storeSecret();

    /**
     * Where the volume is mounted: in this service's pod, and so in the pods of a training. {@code trainer.work-directory} and
     * {@code trainer.models-directory} must be below it, and the cache of an artifact store in S3, or the store if it is a folder.
     */
    @WithDefault("/data")
    Path mountPath();

    /** The number of pods. It must divide {@code trainer.world-size}: each pod has the same number of processes. */
    @WithDefault("1")
    int nodes();

    /** Requests and limits of each pod, such as {@code cpu=8,memory=64Gi,nvidia.com/gpu=2}. */
    Optional<List<String>> resources();

    /** The id of the user and the group in the pods: that of this service, so that both can write each other's files. */
    @WithDefault("10001")
    long user();

    /** How long pods may wait for a node, their image or the deletion of earlier ones, before the attempt counts as failed. */
    @WithDefault("15M")
    Duration startTimeout();
}

package dev.preceptor.trainer.kubeflow;

import dev.preceptor.trainer.engine.TrainingException;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of the backend {@code kubeflow}; see {@code KubeflowConfiguration}.
 *
 * @param kind {@code auto}, {@code trainjob} or {@code job}
 * @param namespace empty for the namespace of this pod, or of the kubeconfig's context
 * @param runtime the ClusterTrainingRuntime of TrainJobs
 * @param image empty for the image of the runtime
 * @param claim the PersistentVolumeClaim of the volume that this service and the pods of a training share; empty if their files travel
 *     through the artifact store
 * @param store the location of the artifact store
 * @param storeSecret the secret with the keys of the artifact store for the pods; empty if they need none
 * @param mountPath where the volume is mounted, in this service and in the pods
 * @param worldSize the number of processes that train together, on all nodes
 * @param nodes the number of pods; it divides {@code worldSize}
 * @param resources requests and limits of each pod
 * @param user the user and the group of the processes in the pods
 * @param startTimeout how long pods may wait for a node or for their image
 */
@RecordBuilder
public record KubeflowSettings(
        String kind,
        Optional<String> namespace,
        String runtime,
        Optional<String> image,
        Optional<String> claim,
        String store,
        Optional<String> storeSecret,
        Path mountPath,
        int worldSize,
        int nodes,
        Map<String, String> resources,
        long user,
        Duration startTimeout)
        implements KubeflowSettingsBuilder.With {

    /** @throws TrainingException if the settings do not fit together */
    public KubeflowSettings {
        mountPath = mountPath.toAbsolutePath().normalize();
        resources = Collections.unmodifiableMap(new TreeMap<>(resources));
        if (nodes < 1 || worldSize % nodes != 0) {
            throw new TrainingException("trainer.world-size is %d, which trainer.kubeflow.nodes (%d) must divide"
                    .formatted(worldSize, nodes));
        }
    }

    /** A text that differs where the pods of a training would differ. */
    String forPods() {
        return with(settings -> settings.namespace(Optional.empty()).startTimeout(Duration.ZERO))
                .toString();
    }

    /** Whether the pods see no volume of this service, so that the files travel through the artifact store. */
    boolean throughStore() {
        return claim.isEmpty();
    }

    int processesPerNode() {
        return worldSize / nodes;
    }

    /**
     * Checks that the pods of a training see a file or folder of this service.
     *
     * @param name what it is, for the message
     * @throws TrainingException if it is not below the mount path
     */
    public void requireOnVolume(String name, Path path) {
        if (!path.toAbsolutePath().normalize().startsWith(mountPath)) {
            throw new TrainingException(
                    "%s is %s, which the pods of a training do not see: it must be below trainer.kubeflow.mount-path (%s)"
                            .formatted(name, path, mountPath));
        }
    }
}

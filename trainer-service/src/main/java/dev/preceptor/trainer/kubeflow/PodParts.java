package dev.preceptor.trainer.kubeflow;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The parts of a training's pods that do not depend on the kind of job. They keep the PodSecurity standard "restricted". */
final class PodParts {

    private static final String SHARED = "preceptor";
    private static final String MEMORY = "preceptor-memory";
    private static final String CPU = "cpu";
    private static final List<String> KEYS = List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");

    private PodParts() {}

    /** The shared volume (without a claim a folder of the pod's own), and memory in which the processes of a node exchange tensors: containers have 64 MiB by default. */
    static List<Volume> volumes(KubeflowSettings settings) {
        VolumeBuilder shared = new VolumeBuilder().withName(SHARED);
        return List.of(
                settings.claim()
                        .map(claim -> shared.withNewPersistentVolumeClaim()
                                .withClaimName(claim)
                                .endPersistentVolumeClaim()
                                .build())
                        .orElseGet(() -> shared.withNewEmptyDir().endEmptyDir().build()),
                new VolumeBuilder()
                        .withName(MEMORY)
                        .withNewEmptyDir()
                        .withMedium("Memory")
                        .endEmptyDir()
                        .build());
    }

    static List<VolumeMount> mounts(KubeflowSettings settings) {
        return List.of(
                new VolumeMountBuilder()
                        .withName(SHARED)
                        .withMountPath(settings.mountPath().toString())
                        .build(),
                new VolumeMountBuilder()
                        .withName(MEMORY)
                        .withMountPath("/dev/shm")
                        .build());
    }

    /** Requests are the limits: a training that shares its node has no speed to rely on. */
    static ResourceRequirements resources(KubeflowSettings settings) {
        Map<String, Quantity> quantities = settings.resources().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new Quantity(entry.getValue())));
        return new ResourceRequirementsBuilder()
                .withRequests(quantities)
                .withLimits(quantities)
                .build();
    }

    /** Nodes with devices, such as nvidia.com/gpu, usually have a taint of that name. */
    static List<Toleration> tolerations(KubeflowSettings settings) {
        return settings.resources().keySet().stream()
                .filter(name -> name.contains("/"))
                .sorted()
                .map(name -> new TolerationBuilder()
                        .withKey(name)
                        .withOperator("Exists")
                        .withEffect("NoSchedule")
                        .build())
                .toList();
    }

    /** The user of this service, so that both can write and delete each other's files. */
    static PodSecurityContext podSecurity(KubeflowSettings settings) {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(settings.user())
                .withRunAsGroup(settings.user())
                .withFsGroup(settings.user())
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    static SecurityContext containerSecurity() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    /** The folder of the job, as for a program of this machine; how in_bucket.py reaches the store; and the threads of a process. */
    static List<EnvVar> variables(JobSpec spec) {
        KubeflowSettings settings = spec.settings();
        List<EnvVar> variables = new ArrayList<>();
        variables.add(new EnvVar("PRECEPTOR_TRAINING_JOB", spec.folder(), null));
        if (settings.throughStore()) {
            variables.add(new EnvVar("PRECEPTOR_ARTIFACTS", settings.store(), null));
            settings.storeSecret().ifPresent(secret -> KEYS.forEach(key -> variables.add(fromSecret(secret, key))));
        }
        if (settings.resources().containsKey(CPU)) {
            variables.add(new EnvVar("OMP_NUM_THREADS", Integer.toString(threads(settings)), null));
        }
        return variables;
    }

    /** PyTorch counts the cores of the node, not those of the limit, and its threads would wait for each other. */
    private static int threads(KubeflowSettings settings) {
        BigDecimal cores = new Quantity(settings.resources().get(CPU)).getNumericalAmount();
        return Math.max(1, cores.intValue() / settings.processesPerNode());
    }

    private static EnvVar fromSecret(String secret, String key) {
        return new EnvVarBuilder()
                .withName(key)
                .withNewValueFrom()
                .withNewSecretKeyRef(key, secret, false)
                .endValueFrom()
                .build();
    }
}

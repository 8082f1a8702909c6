package dev.preceptor.trainer.kubeflow;

import dev.preceptor.contracts.Json;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** TrainJobs of Kubeflow Trainer 2.2 or later, whose controller sets torchrun's variables PET_*. */
final class TrainJobs implements JobKind {

    static final String GROUP = "trainer.kubeflow.org";
    static final String VERSION = "v1alpha1";
    static final String RESOURCE = "trainjobs";
    /** The reason of a failure if there is no runtime of the kind. */
    static final String NO_RUNTIME = "TrainingRuntimeNotSupported";

    /** Who owns the patch of the runtime's pods. */
    private static final String MANAGER = "preceptor.dev/trainer-service";

    private static final ResourceDefinitionContext CONTEXT = new ResourceDefinitionContext.Builder()
            .withGroup(GROUP)
            .withVersion(VERSION)
            .withKind("TrainJob")
            .withPlural(RESOURCE)
            .withNamespaced(true)
            .build();

    private final KubernetesClient client;
    private final String namespace;

    TrainJobs(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** What this class reads of a TrainJob's status; every part may be null. */
    record Status(List<JobSnapshot.Condition> conditions, List<ChildJobs> jobsStatus, TrainerStatus trainerStatus) {

        /** The jobs of one role. */
        record ChildJobs(String name, int ready, int succeeded, int failed, int active, int suspended) {}

        /** An alpha feature: the progress that the program reports to the controller. */
        record TrainerStatus(Integer progressPercentage, Integer estimatedRemainingSeconds) {}

        List<JobSnapshot.Condition> found() {
            return conditions == null ? List.of() : conditions;
        }

        String progress() {
            List<String> parts = new ArrayList<>();
            if (jobsStatus != null) {
                jobsStatus.forEach(jobs -> parts.add("%s: %d active, %d ready, %d succeeded, %d failed"
                        .formatted(jobs.name(), jobs.active(), jobs.ready(), jobs.succeeded(), jobs.failed())));
            }
            if (trainerStatus != null && trainerStatus.progressPercentage() != null) {
                parts.add(trainerStatus.progressPercentage() + " %");
            }
            return String.join("; ", parts);
        }
    }

    @Override
    public String group() {
        return GROUP;
    }

    @Override
    public String resource() {
        return RESOURCE;
    }

    @Override
    public String kind() {
        return "TrainJob";
    }

    @Override
    public HasMetadata create(JobSpec spec) {
        return client.genericKubernetesResources(CONTEXT)
                .inNamespace(namespace)
                .resource(manifest(spec))
                .create();
    }

    @Override
    public void complete(JobSpec spec) {
        // Its controller creates all that belongs to it.
    }

    @Override
    public Optional<JobSnapshot> find(String name) {
        return Optional.ofNullable(resource(name).get()).map(TrainJobs::snapshot);
    }

    @Override
    public void delete(String name) {
        suspend(name);
        resource(name).withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
    }

    /**
     * Otherwise new pods start while it is being deleted: the garbage collector deletes the JobSet first, and the controller (of Trainer
     * 2.3) creates it again as long as the TrainJob is there.
     */
    private void suspend(String name) {
        try {
            resource(name).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"suspend\": true}}");
        } catch (KubernetesClientException e) {
            if (e.getCode() != ApiFailures.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public List<String> verbs() {
        return List.of("create", "get", "patch", "delete");
    }

    @Override
    public Map<String, String> podLabels(String name) {
        return Map.of("jobset.sigs.k8s.io/jobset-name", name);
    }

    private Resource<GenericKubernetesResource> resource(String name) {
        return client.genericKubernetesResources(CONTEXT).inNamespace(namespace).withName(name);
    }

    static GenericKubernetesResource manifest(JobSpec spec) {
        KubeflowSettings settings = spec.settings();
        Map<String, Object> trainer = new LinkedHashMap<>();
        settings.image().ifPresent(image -> trainer.put("image", image));
        trainer.put("command", spec.command());
        trainer.put("env", PodParts.variables(spec));
        trainer.put("numNodes", settings.nodes());
        trainer.put("numProcPerNode", settings.processesPerNode());
        if (!settings.resources().isEmpty()) {
            trainer.put("resourcesPerNode", PodParts.resources(settings));
        }
        Map<String, Object> nodes =
                Map.of("name", CONTAINER, "template", inSpec(Map.of("template", inSpec(pod(settings)))));
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(GROUP + "/" + VERSION)
                .withKind("TrainJob")
                .withNewMetadata()
                .withName(spec.name())
                .withLabels(IndexedJobs.LABELS)
                .withAnnotations(spec.annotations())
                .endMetadata()
                .addToAdditionalProperties(
                        "spec",
                        Map.of(
                                "runtimeRef",
                                Map.of("apiGroup", GROUP, "kind", "ClusterTrainingRuntime", "name", settings.runtime()),
                                "trainer",
                                trainer,
                                "runtimePatches",
                                List.of(Map.of(
                                        "manager",
                                        MANAGER,
                                        "trainingRuntimeSpec",
                                        Map.of("template", inSpec(Map.of("replicatedJobs", List.of(nodes))))))))
                .build();
    }

    private static Map<String, Object> pod(KubeflowSettings settings) {
        Map<String, Object> container = Map.of(
                "name", CONTAINER,
                "volumeMounts", PodParts.mounts(settings),
                "securityContext", PodParts.containerSecurity());
        Map<String, Object> pod = new LinkedHashMap<>();
        pod.put("volumes", PodParts.volumes(settings));
        pod.put("containers", List.of(container));
        pod.put("securityContext", PodParts.podSecurity(settings));
        if (!PodParts.tolerations(settings).isEmpty()) {
            pod.put("tolerations", PodParts.tolerations(settings));
        }
        return pod;
    }

    private static Map<String, Object> inSpec(Map<String, ?> content) {
        return Map.of("spec", content);
    }

    static JobSnapshot snapshot(GenericKubernetesResource resource) {
        Object written = resource.getAdditionalProperties().get("status");
        Status status =
                written == null ? new Status(null, null, null) : Json.mapper().convertValue(written, Status.class);
        return JobSnapshot.of(resource.getMetadata(), status.found(), status.progress());
    }
}

package dev.preceptor.trainer.kubeflow;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Jobs of Kubernetes itself, where Kubeflow Trainer is not installed: indexed, with a headless service by which the pods find the first of
 * them. Its pods have the same variables PET_* as those of a TrainJob.
 */
final class IndexedJobs implements JobKind {

    static final Map<String, String> LABELS = Map.of("app.kubernetes.io/managed-by", "preceptor");
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";
    private static final String INDEX = "metadata.annotations['batch.kubernetes.io/job-completion-index']";
    private static final int PORT = 29500;
    /** For a job that no service deletes, because none is there any more. */
    private static final int SECONDS_AFTER_END = 24 * 60 * 60;

    private final KubernetesClient client;
    private final String namespace;

    IndexedJobs(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public String group() {
        return "batch";
    }

    @Override
    public String resource() {
        return "jobs";
    }

    @Override
    public String kind() {
        return "Job";
    }

    @Override
    public HasMetadata create(JobSpec spec) {
        Job job = client.resource(manifest(spec)).inNamespace(namespace).create();
        complete(spec, job);
        return job;
    }

    @Override
    public void complete(JobSpec spec) {
        Optional.ofNullable(job(spec.name()).get()).ifPresent(job -> complete(spec, job));
    }

    private void complete(JobSpec spec, Job job) {
        if (spec.settings().nodes() == 1) {
            return;
        }
        try {
            client.resource(service(job)).inNamespace(namespace).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != ApiFailures.CONFLICT) {
                throw e;
            }
        }
    }

    @Override
    public Optional<JobSnapshot> find(String name) {
        return Optional.ofNullable(job(name).get()).map(IndexedJobs::snapshot);
    }

    @Override
    public void delete(String name) {
        job(name).withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
    }

    @Override
    public List<String> verbs() {
        return List.of("create", "get", "delete");
    }

    @Override
    public Map<String, String> podLabels(String name) {
        return Map.of(JOB_NAME, name);
    }

    private ScalableResource<Job> job(String name) {
        return client.batch().v1().jobs().inNamespace(namespace).withName(name);
    }

    /** One failed pod fails the job: the others cannot go on without it, and the service starts a new job. */
    static Job manifest(JobSpec spec) {
        KubeflowSettings settings = spec.settings();
        return new JobBuilder()
                .withNewMetadata()
                .withName(spec.name())
                .withLabels(LABELS)
                .withAnnotations(spec.annotations())
                .endMetadata()
                .withNewSpec()
                .withCompletionMode("Indexed")
                .withCompletions(settings.nodes())
                .withParallelism(settings.nodes())
                .withBackoffLimit(0)
                .withTtlSecondsAfterFinished(SECONDS_AFTER_END)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(LABELS)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withSubdomain(spec.name())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withSecurityContext(PodParts.podSecurity(settings))
                .withTolerations(PodParts.tolerations(settings))
                .withVolumes(PodParts.volumes(settings))
                .addNewContainer()
                .withName(CONTAINER)
                .withImage(settings.image().orElseThrow())
                .withCommand(spec.command())
                .withEnv(environment(spec))
                .withResources(PodParts.resources(settings))
                .withSecurityContext(PodParts.containerSecurity())
                .withVolumeMounts(PodParts.mounts(settings))
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static List<EnvVar> environment(JobSpec spec) {
        KubeflowSettings settings = spec.settings();
        List<EnvVar> variables = new ArrayList<>(PodParts.variables(spec));
        variables.add(new EnvVar("PET_NNODES", Integer.toString(settings.nodes()), null));
        variables.add(new EnvVar("PET_NPROC_PER_NODE", Integer.toString(settings.processesPerNode()), null));
        variables.add(new EnvVarBuilder()
                .withName("PET_NODE_RANK")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath(INDEX)
                .endFieldRef()
                .endValueFrom()
                .build());
        variables.add(new EnvVar("PET_MASTER_ADDR", address(spec), null));
        variables.add(new EnvVar("PET_MASTER_PORT", Integer.toString(PORT), null));
        return variables;
    }

    /** The first pod: by the headless service if there are several. */
    private static String address(JobSpec spec) {
        return spec.settings().nodes() == 1 ? "localhost" : "%s-0.%s".formatted(spec.name(), spec.name());
    }

    /** The service belongs to the job, and is deleted before it is. Pods find each other before they are ready. */
    static Service service(Job job) {
        String name = job.getMetadata().getName();
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(LABELS)
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(name)
                .withUid(job.getMetadata().getUid())
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(Map.of(JOB_NAME, name))
                .addNewPort()
                .withName("torchrun")
                .withPort(PORT)
                .endPort()
                .endSpec()
                .build();
    }

    static JobSnapshot snapshot(Job job) {
        JobStatus status = job.getStatus() == null ? new JobStatus() : job.getStatus();
        List<JobSnapshot.Condition> conditions = status.getConditions().stream()
                .map(condition -> new JobSnapshot.Condition(
                        condition.getType(),
                        condition.getStatus(),
                        Objects.requireNonNullElse(condition.getReason(), ""),
                        Objects.requireNonNullElse(condition.getMessage(), "")))
                .toList();
        return JobSnapshot.of(job.getMetadata(), conditions, progress(status));
    }

    private static String progress(JobStatus status) {
        return status.getActive() == null
                ? ""
                : "%d active, %d ready".formatted(status.getActive(), Objects.requireNonNullElse(status.getReady(), 0));
    }
}

package dev.preceptor.trainer.kubeflow;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Plays the controllers and the kubelet of a cluster that has only an API server: creates the pod of each job, runs its command as a
 * process of this machine, writes the status of both, and completes deletions. All of it happens in {@link #step}.
 */
final class ScriptedCluster implements AutoCloseable {

    /** What happens to a pod. */
    enum Fate {
        /** Its command runs. */
        RUNS,
        /** It runs without its command, and is evicted. */
        IS_EVICTED,
        /** It finds no node. */
        IS_UNSCHEDULABLE,
        /** Its image cannot be pulled. */
        HAS_NO_IMAGE,
        /** No pod is created. */
        IS_FORBIDDEN
    }

    private static final ResourceDefinitionContext TRAIN_JOBS = new ResourceDefinitionContext.Builder()
            .withGroup(TrainJobs.GROUP)
            .withVersion(TrainJobs.VERSION)
            .withKind("TrainJob")
            .withPlural(TrainJobs.RESOURCE)
            .withNamespaced(true)
            .build();
    private static final String NAMESPACE = "default";

    private final KubernetesClient client;
    private final boolean trainJobs;
    private final Queue<Fate> fates = new ArrayDeque<>();
    private final Map<String, Process> processes = new HashMap<>();
    private final List<String> created = new ArrayList<>();
    private final Map<String, Fate> running = new HashMap<>();

    ScriptedCluster(KubernetesClient admin, boolean trainJobs) {
        this.client = admin;
        this.trainJobs = trainJobs;
    }

    /** What happens to the pods of the next jobs; later ones run. */
    void next(Fate... next) {
        fates.addAll(List.of(next));
    }

    /** The uids of all jobs that had a pod, in their order. */
    List<String> created() {
        return created;
    }

    List<HasMetadata> jobs() {
        return trainJobs
                ? new ArrayList<>(client.genericKubernetesResources(TRAIN_JOBS)
                        .inNamespace(NAMESPACE)
                        .list()
                        .getItems())
                : new ArrayList<>(
                        client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems());
    }

    /** Brings each job one step further. */
    void step() {
        for (HasMetadata job : jobs()) {
            String uid = job.getMetadata().getUid();
            if (job.getMetadata().getDeletionTimestamp() != null) {
                delete(job);
            } else if (!running.containsKey(uid)) {
                start(job);
            } else if (processes.containsKey(uid)) {
                watch(job, processes.get(uid));
            }
        }
    }

    private void start(HasMetadata job) {
        String uid = job.getMetadata().getUid();
        Fate fate = fates.isEmpty() ? Fate.RUNS : fates.remove();
        running.put(uid, fate);
        created.add(uid);
        switch (fate) {
            case IS_FORBIDDEN -> {}
            case IS_UNSCHEDULABLE ->
                pod(
                        job,
                        new PodStatusBuilder()
                                .withPhase("Pending")
                                .withConditions(new PodConditionBuilder()
                                        .withType("PodScheduled")
                                        .withStatus("False")
                                        .withReason("Unschedulable")
                                        .withMessage("0/1 nodes are available: 1 Insufficient nvidia.com/gpu.")
                                        .build())
                                .build());
            case HAS_NO_IMAGE ->
                pod(
                        job,
                        new PodStatusBuilder()
                                .withPhase("Pending")
                                .withContainerStatuses(container()
                                        .withNewState()
                                        .withNewWaiting()
                                        .withReason("ImagePullBackOff")
                                        .withMessage("Back-off pulling image")
                                        .endWaiting()
                                        .endState()
                                        .build())
                                .build());
            default -> {
                processes.put(uid, run(fate == Fate.IS_EVICTED ? List.of("sleep", "1000") : command(job)));
                pod(
                        job,
                        new PodStatusBuilder()
                                .withPhase("Running")
                                .withContainerStatuses(runs())
                                .build());
            }
        }
    }

    private void watch(HasMetadata job, Process process) {
        String uid = job.getMetadata().getUid();
        if (running.get(uid) == Fate.IS_EVICTED) {
            end(process);
            pod(
                    job,
                    new PodStatusBuilder()
                            .withPhase("Failed")
                            .withContainerStatuses(ended(137))
                            .withConditions(new PodConditionBuilder()
                                    .withType("DisruptionTarget")
                                    .withStatus("True")
                                    .withReason("PreemptionByScheduler")
                                    .withMessage("preempting to accommodate a higher priority pod")
                                    .build())
                            .build());
            finish(job, false);
            processes.remove(uid);
        } else if (hasEnded(process)) {
            int status = process.exitValue();
            pod(
                    job,
                    new PodStatusBuilder()
                            .withPhase(status == 0 ? "Succeeded" : "Failed")
                            .withContainerStatuses(ended(status))
                            .build());
            finish(job, status == 0);
            processes.remove(uid);
        }
    }

    private static boolean hasEnded(Process process) {
        try {
            return process.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Process run(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> command(HasMetadata job) {
        return job instanceof Job batch
                ? batch.getSpec().getTemplate().getSpec().getContainers().get(0).getCommand()
                : ((GenericKubernetesResource) job).get("spec", "trainer", "command");
    }

    private void pod(HasMetadata job, PodStatus status) {
        String name = job.getMetadata().getName();
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name + "-0")
                .withLabels(kind().podLabels(name))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName(JobKind.CONTAINER)
                .withImage("image")
                .endContainer()
                .endSpec()
                .build();
        if (client.pods().inNamespace(NAMESPACE).withName(name + "-0").get() == null) {
            client.resource(pod).inNamespace(NAMESPACE).create();
        }
        client.pods().inNamespace(NAMESPACE).withName(name + "-0").editStatus(found -> {
            found.setStatus(status);
            return found;
        });
    }

    private JobKind kind() {
        return trainJobs ? new TrainJobs(client, NAMESPACE) : new IndexedJobs(client, NAMESPACE);
    }

    private static ContainerStatusBuilder container() {
        return new ContainerStatusBuilder()
                .withName(JobKind.CONTAINER)
                .withImage("image")
                .withImageID("")
                .withReady(false)
                .withRestartCount(0);
    }

    static ContainerStatus runs() {
        return container()
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .build();
    }

    static ContainerStatus ended(int status) {
        return container()
                .withNewState()
                .withNewTerminated()
                .withExitCode(status)
                .withReason(status == 0 ? "Completed" : "Error")
                .withFinishedAt(now())
                .endTerminated()
                .endState()
                .build();
    }

    /** Writes the status as the controllers do: the API server checks that of a Job. */
    private void finish(HasMetadata job, boolean complete) {
        if (trainJobs) {
            finishTrainJob(job.getMetadata().getName(), complete);
        } else {
            finishJob(job.getMetadata().getName(), complete);
        }
    }

    private void finishTrainJob(String name, boolean complete) {
        Map<String, Object> condition = Map.of(
                "type", complete ? "Complete" : "Failed",
                "status", "True",
                "reason", complete ? "AllJobsCompleted" : "FailedJobs",
                "message", complete ? "jobset completed successfully" : "jobset failed due to one or more job failures",
                "lastTransitionTime", now());
        Map<String, Object> jobs = Map.of(
                "name",
                "node",
                "ready",
                0,
                "succeeded",
                complete ? 1 : 0,
                "failed",
                complete ? 0 : 1,
                "active",
                0,
                "suspended",
                0);
        client.genericKubernetesResources(TRAIN_JOBS)
                .inNamespace(NAMESPACE)
                .withName(name)
                .editStatus(found -> {
                    found.setAdditionalProperty(
                            "status", Map.of("conditions", List.of(condition), "jobsStatus", List.of(jobs)));
                    return found;
                });
    }

    private void finishJob(String name, boolean complete) {
        JobStatusBuilder status = new JobStatusBuilder()
                .withStartTime(now())
                .withConditions(List.of(
                        condition(complete ? "SuccessCriteriaMet" : "FailureTarget", complete),
                        condition(complete ? "Complete" : "Failed", complete)));
        if (complete) {
            status.withSucceeded(1).withCompletedIndexes("0").withCompletionTime(now());
        } else {
            status.withFailed(1);
        }
        client.batch().v1().jobs().inNamespace(NAMESPACE).withName(name).editStatus(found -> {
            found.setStatus(status.build());
            return found;
        });
    }

    private static io.fabric8.kubernetes.api.model.batch.v1.JobCondition condition(String type, boolean complete) {
        return new JobConditionBuilder()
                .withType(type)
                .withStatus("True")
                .withReason(complete ? "CompletionsReached" : "BackoffLimitExceeded")
                .withMessage(
                        complete
                                ? "Reached expected number of succeeded pods"
                                : "Job has reached the specified backoff limit")
                .withLastTransitionTime(now())
                .withLastProbeTime(now())
                .build();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Ends the pod, and then lets the job go, as the garbage collector does for a deletion in the foreground. */
    private void delete(HasMetadata job) {
        Process process = processes.remove(job.getMetadata().getUid());
        if (process != null) {
            end(process);
        }
        String name = job.getMetadata().getName();
        client.pods()
                .inNamespace(NAMESPACE)
                .withName(name + "-0")
                .withGracePeriod(0)
                .delete();
        if (trainJobs) {
            client.genericKubernetesResources(TRAIN_JOBS)
                    .inNamespace(NAMESPACE)
                    .withName(name)
                    .edit(ScriptedCluster::released);
        } else {
            client.batch().v1().jobs().inNamespace(NAMESPACE).withName(name).edit(ScriptedCluster::released);
        }
    }

    private static <T extends HasMetadata> T released(T job) {
        job.getMetadata().setFinalizers(List.of());
        return job;
    }

    private static void end(Process process) {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deletes all jobs. */
    @Override
    public void close() {
        for (HasMetadata job : jobs()) {
            kind().delete(job.getMetadata().getName());
        }
        jobs().forEach(this::delete);
        processes.values().forEach(ScriptedCluster::end);
    }
}

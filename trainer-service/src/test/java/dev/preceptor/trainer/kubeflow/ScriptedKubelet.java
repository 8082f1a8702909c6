package dev.preceptor.trainer.kubeflow;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Plays the kubelet for pods that a real controller has created: runs the command of the first pod of each job as a process of this
 * machine, and says that the others end as it does. All of it happens in {@link #step}.
 */
final class ScriptedKubelet implements AutoCloseable {

    private static final String NAMESPACE = "default";
    private static final List<String> ENDED = List.of("Succeeded", "Failed");
    private static final int TERMINATED = 128 + 15;
    private static final String INDEX = "batch.kubernetes.io/job-completion-index";

    private final KubernetesClient client;
    private final Map<String, String> labels;
    private final Map<String, Process> processes = new HashMap<>();
    private final List<String> started = new ArrayList<>();

    /** For the pods of Jobs that the service creates itself. */
    ScriptedKubelet(KubernetesClient admin) {
        this(admin, IndexedJobs.LABELS);
    }

    /** @param labels of the pods that it runs */
    ScriptedKubelet(KubernetesClient admin, Map<String, String> labels) {
        this.client = admin;
        this.labels = labels;
    }

    /** The host names of all pods that ran, in their order. */
    List<String> started() {
        return started;
    }

    void step() {
        List<Pod> pods =
                client.pods().inNamespace(NAMESPACE).withLabels(labels).list().getItems();
        for (Pod pod : pods) {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                terminate(pod);
            } else if ("Pending".equals(pod.getStatus().getPhase())) {
                start(pod);
            }
        }
        for (Pod pod : pods) {
            Process process = processes.get(pod.getMetadata().getUid());
            if (process != null && hasEnded(process)) {
                end(pods, process.exitValue());
                processes.remove(pod.getMetadata().getUid());
            }
        }
    }

    private void start(Pod pod) {
        started.add(pod.getSpec().getHostname());
        if (pod.getMetadata().getAnnotations().get(INDEX).equals("0")) {
            try {
                processes.put(
                        pod.getMetadata().getUid(),
                        new ProcessBuilder(pod.getSpec().getContainers().get(0).getCommand())
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        write(
                pod,
                new PodStatusBuilder()
                        .withPhase("Running")
                        .withContainerStatuses(ScriptedCluster.runs())
                        .build());
    }

    /** A pod that is being deleted. */
    private void terminate(Pod pod) {
        Process process = processes.remove(pod.getMetadata().getUid());
        if (process != null) {
            process.destroyForcibly();
        }
        if (!ENDED.contains(pod.getStatus().getPhase())) {
            end(List.of(pod), TERMINATED);
        }
    }

    private void end(List<Pod> pods, int status) {
        for (Pod pod : pods) {
            write(
                    pod,
                    new PodStatusBuilder()
                            .withPhase(status == 0 ? "Succeeded" : "Failed")
                            .withContainerStatuses(ScriptedCluster.ended(status))
                            .build());
        }
    }

    /** The pod may have been changed or deleted meanwhile. */
    private void write(Pod pod, PodStatus status) {
        var found =
                client.pods().inNamespace(NAMESPACE).withName(pod.getMetadata().getName());
        while (found.get() != null) {
            try {
                found.editStatus(existing -> {
                    existing.setStatus(status);
                    return existing;
                });
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != ApiFailures.CONFLICT && e.getCode() != ApiFailures.NOT_FOUND) {
                    throw e;
                }
            }
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

    @Override
    public void close() {
        processes.values().forEach(Process::destroyForcibly);
    }
}

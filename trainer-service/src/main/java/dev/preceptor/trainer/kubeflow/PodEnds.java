package dev.preceptor.trainer.kubeflow;

import dev.preceptor.trainer.program.ProgramEnd;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What the pods of a training say about its end. The reasons are those of Kubernetes: the condition DisruptionTarget and
 * {@code status.reason} of a pod, and the state of a container that has terminated.
 */
final class PodEnds {

    private static final String DISRUPTION = "DisruptionTarget";
    /** Reasons of kubelet and of the node lifecycle for pods that they have ended. */
    private static final Set<String> EVICTIONS =
            Set.of("Evicted", "NodeLost", "NodeShutdown", "Shutdown", "Terminated", "Preempting", "Preempted");
    /** Reasons of containers whose command could not be started. */
    private static final Set<String> NOT_STARTED = Set.of("StartError", "ContainerCannotRun");

    private static final String OUT_OF_MEMORY = "OOMKilled";
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int SIGNALLED = 128;

    private PodEnds() {}

    /** A container that has ended with a failure. */
    private record FailedContainer(String pod, ContainerStateTerminated state) {

        String finishedAt() {
            return Objects.requireNonNullElse(state.getFinishedAt(), "");
        }
    }

    /** The end if the cluster takes away a pod: the other processes cannot go on without it. Empty if it does not. */
    static Optional<ProgramEnd> evicted(List<Pod> pods) {
        return pods.stream().flatMap(pod -> eviction(pod).stream()).findFirst().map(ProgramEnd.Evicted::new);
    }

    private static Optional<String> eviction(Pod pod) {
        Optional<String> disruption = pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals(DISRUPTION)
                        && condition.getStatus().equals("True"))
                .findFirst()
                .map(condition -> told(pod, "was taken away", condition.getReason(), condition.getMessage()));
        return disruption.or(() -> Optional.ofNullable(pod.getStatus().getReason())
                .filter(EVICTIONS::contains)
                .map(reason ->
                        told(pod, "was taken away", reason, pod.getStatus().getMessage())));
    }

    /**
     * The end by the container that failed first: the failures of the others are its consequence. Empty if no container and no pod
     * has failed.
     *
     * @param output returns the end of a pod's output, to be appended to the message
     */
    static Optional<ProgramEnd> failed(List<Pod> pods, UnaryOperator<String> output) {
        return pods.stream()
                .flatMap(PodEnds::failures)
                .min(Comparator.comparing(FailedContainer::finishedAt))
                .map(failure -> end(failure, output))
                .or(() -> pods.stream()
                        .filter(pod -> "Failed".equals(pod.getStatus().getPhase())
                                && pod.getStatus().getReason() != null)
                        .findFirst()
                        .map(pod -> new ProgramEnd.InfrastructureFailed(told(
                                pod,
                                "failed",
                                pod.getStatus().getReason(),
                                pod.getStatus().getMessage()))));
    }

    private static Stream<FailedContainer> failures(Pod pod) {
        return Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .flatMap(PodEnds::terminated)
                .filter(state -> state.getExitCode() != 0)
                .map(state -> new FailedContainer(pod.getMetadata().getName(), state));
    }

    private static Stream<ContainerStateTerminated> terminated(ContainerStatus status) {
        return status.getState() == null
                ? Stream.empty()
                : Stream.ofNullable(status.getState().getTerminated());
    }

    private static ProgramEnd end(FailedContainer failure, UnaryOperator<String> output) {
        ContainerStateTerminated state = failure.state();
        int status = state.getExitCode();
        String pod = "the program in the pod " + failure.pod();
        if (NOT_STARTED.contains(Objects.requireNonNullElse(state.getReason(), ""))
                || status == NOT_EXECUTABLE
                || status == NOT_FOUND) {
            return new ProgramEnd.TrainingFailed("%s could not be started (status %d%s)%s"
                    .formatted(pod, status, appended(state.getMessage()), output.apply(failure.pod())));
        }
        if (OUT_OF_MEMORY.equals(state.getReason())) {
            return new ProgramEnd.InfrastructureFailed(
                    pod + " used more memory than trainer.kubeflow.resources allows (" + OUT_OF_MEMORY + ")");
        }
        String ended =
                status > SIGNALLED ? " was ended by signal " + (status - SIGNALLED) : " ended with status " + status;
        return new ProgramEnd.InfrastructureFailed(
                pod + ended + " and wrote no manifest" + output.apply(failure.pod()));
    }

    private static String told(Pod pod, String event, String reason, String message) {
        return "the pod %s %s: %s%s".formatted(pod.getMetadata().getName(), event, reason, appended(message));
    }

    private static String appended(String message) {
        return message == null || message.isBlank() ? "" : ": " + message.strip();
    }
}

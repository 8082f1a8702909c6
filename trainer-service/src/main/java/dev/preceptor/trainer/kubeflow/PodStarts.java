package dev.preceptor.trainer.kubeflow;

import dev.preceptor.trainer.program.ProgramEnd;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why the pods of a training do not run yet. */
final class PodStarts {

    private static final String INVALID_IMAGE = "InvalidImageName";
    /** The state of a container before anything is known. */
    private static final String CREATING = "ContainerCreating";

    private PodStarts() {}

    /**
     * Why not all pods run; empty if they do, or have.
     *
     * @param nodes the number of pods that there must be
     */
    static Optional<String> waiting(List<Pod> pods, int nodes) {
        Optional<String> reason =
                pods.stream().filter(pod -> !hasStarted(pod)).findFirst().map(PodStarts::reason);
        return reason.or(() -> pods.size() < nodes
                ? Optional.of("%d of %d pods were created (a quota or a policy may forbid more)"
                        .formatted(pods.size(), nodes))
                : Optional.empty());
    }

    /** The end if a pod can never start; empty otherwise. */
    static Optional<ProgramEnd> impossible(List<Pod> pods) {
        return pods.stream()
                .flatMap(pod -> waits(pod)
                        .filter(waiting -> INVALID_IMAGE.equals(waiting.getReason()))
                        .map(waiting -> told(pod, waiting.getReason(), waiting.getMessage())))
                .findFirst()
                .map(ProgramEnd.TrainingFailed::new);
    }

    private static boolean hasStarted(Pod pod) {
        return !"Pending".equals(pod.getStatus().getPhase()) && pod.getStatus().getPhase() != null;
    }

    private static String reason(Pod pod) {
        return waits(pod)
                .filter(waiting ->
                        waiting.getReason() != null && !waiting.getReason().equals(CREATING))
                .findFirst()
                .map(waiting -> told(pod, waiting.getReason(), waiting.getMessage()))
                .or(() -> unscheduled(pod))
                .orElseGet(() -> told(pod, CREATING, null));
    }

    private static Optional<String> unscheduled(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False"))
                .findFirst()
                .map((PodCondition condition) -> told(pod, condition.getReason(), condition.getMessage()));
    }

    private static Stream<ContainerStateWaiting> waits(Pod pod) {
        return Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .map(ContainerStatus::getState)
                .flatMap(state -> state == null ? Stream.empty() : Stream.ofNullable(state.getWaiting()));
    }

    private static String told(Pod pod, String reason, String message) {
        return "the pod %s does not start: %s%s"
                .formatted(pod.getMetadata().getName(), reason, message == null ? "" : ": " + message);
    }
}

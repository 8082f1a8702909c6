package dev.preceptor.trainer.kubeflow;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job of Kubernetes at one moment.
 *
 * @param deleted it is being deleted, and does not exist any more when its pods have ended
 * @param reason why it has the phase, as one word; empty if unknown
 * @param message the same, as a text
 * @param progress what the cluster says of running jobs, for the log; empty if nothing
 */
record JobSnapshot(
        Map<String, String> annotations, boolean deleted, Phase phase, String reason, String message, String progress) {

    /** Where a job is in its life. */
    enum Phase {
        /** Its pods run, or will. */
        RUNNING,
        /** Someone, such as Kueue, has suspended it. */
        SUSPENDED,
        COMPLETE,
        FAILED
    }

    /** A condition of the object's status. */
    record Condition(String type, String status, String reason, String message) {

        private boolean isTrue(List<String> types) {
            return types.contains(type) && "True".equals(status);
        }
    }

    /** Job and JobSet announce a failure by the target before all pods have ended, which may never be on a lost node. */
    private static final List<String> FAILED_TYPES = List.of("Failed", "FailureTarget");

    static JobSnapshot of(ObjectMeta metadata, List<Condition> conditions, String progress) {
        Optional<Condition> failed = find(conditions, FAILED_TYPES);
        Optional<Condition> complete = find(conditions, List.of("Complete"));
        Optional<Condition> suspended = find(conditions, List.of("Suspended"));
        Phase phase = failed.map(found -> Phase.FAILED)
                .or(() -> complete.map(found -> Phase.COMPLETE))
                .or(() -> suspended.map(found -> Phase.SUSPENDED))
                .orElse(Phase.RUNNING);
        Optional<Condition> deciding = failed.or(() -> complete).or(() -> suspended);
        return new JobSnapshot(
                metadata.getAnnotations() == null ? Map.of() : Map.copyOf(metadata.getAnnotations()),
                metadata.getDeletionTimestamp() != null,
                phase,
                deciding.map(Condition::reason).orElse(""),
                deciding.map(Condition::message).orElse(""),
                progress);
    }

    private static Optional<Condition> find(List<Condition> conditions, List<String> types) {
        return conditions.stream().filter(condition -> condition.isTrue(types)).findFirst();
    }
}

package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The state of one service in a process.
 *
 * @param service its name, such as {@code executor}
 * @param facts a few words each, such as the isolation of the sandbox
 * @param models the models in memory
 * @param counts what the process has counted since its start, such as verdicts
 * @param rollouts the rollouts of checkpoints for which assignments wait in this process
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceStatus(
        String service, Map<String, String> facts, List<String> models, List<Count> counts, List<Rollout> rollouts) {

    /** How often something happened. */
    public record Count(String name, long number) {}

    /**
     * A checkpoint that is on its way to the servers of a run's student.
     *
     * @param round the checkpoint's round; 0 for the student as it came
     * @param detail what the rollout waits for
     */
    public record Rollout(String runId, int round, String detail) {}

    public ServiceStatus {
        facts = facts == null ? Map.of() : new TreeMap<>(facts);
        models = models == null ? List.of() : List.copyOf(models);
        counts = counts == null ? List.of() : List.copyOf(counts);
        rollouts = rollouts == null ? List.of() : List.copyOf(rollouts);
    }

    /** A service without rollouts. */
    public ServiceStatus(String service, Map<String, String> facts, List<String> models, List<Count> counts) {
        this(service, facts, models, counts, null);
    }

    /** A service that says no more than its name. */
    public static ServiceStatus of(String service) {
        return new ServiceStatus(service, null, null, null);
    }
}

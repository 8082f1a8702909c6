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
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceStatus(String service, Map<String, String> facts, List<String> models, List<Count> counts) {

    /** How often something happened. */
    public record Count(String name, long number) {}

    public ServiceStatus {
        facts = facts == null ? Map.of() : new TreeMap<>(facts);
        models = models == null ? List.of() : List.copyOf(models);
        counts = counts == null ? List.of() : List.copyOf(counts);
    }

    /** A service that says no more than its name. */
    public static ServiceStatus of(String service) {
        return new ServiceStatus(service, null, null, null);
    }
}

package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * What one process says of itself every few seconds. A process that has said nothing for half a minute is gone.
 *
 * @param id the process: the host and a random part
 * @param host the name of the machine, the container or the pod
 * @param services the services in the process; standalone has all of them in one
 * @param checks its health checks
 */
public record ReplicaStatus(
        String id,
        String host,
        Instant startedAt,
        Instant at,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ServiceStatus> services,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Check> checks)
        implements Event {

    /**
     * A health check.
     *
     * @param detail what it says besides, such as {@code state: RUNNING}; null if nothing
     */
    public record Check(String name, boolean up, String detail) {}

    public ReplicaStatus {
        services = services == null ? List.of() : List.copyOf(services);
        checks = checks == null ? List.of() : List.copyOf(checks);
    }

    /** Whether all checks are up. */
    public boolean healthy() {
        return checks.stream().allMatch(Check::up);
    }

    @Override
    public String runId() {
        return id;
    }

    @Override
    public String key() {
        return id;
    }
}

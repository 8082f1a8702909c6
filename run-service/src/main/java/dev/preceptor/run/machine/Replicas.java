package dev.preceptor.run.machine;

import dev.preceptor.contracts.event.ReplicaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The latest state of each process. Safe for several threads. */
final class Replicas {

    /** A process reports every five seconds; one that has missed six reports is gone. */
    static final Duration GONE_AFTER = Duration.ofSeconds(30);

    private final Map<String, ReplicaStatus> latest = new ConcurrentHashMap<>();

    void seen(ReplicaStatus status) {
        latest.merge(status.id(), status, (old, now) -> now.at().isBefore(old.at()) ? old : now);
    }

    /** The processes that are there, by services and host. */
    List<ReplicaStatus> present(Instant now) {
        latest.values().removeIf(status -> status.at().isBefore(now.minus(GONE_AFTER)));
        return latest.values().stream()
                .sorted(Comparator.comparing(Replicas::services)
                        .thenComparing(ReplicaStatus::host)
                        .thenComparing(ReplicaStatus::id))
                .toList();
    }

    private static String services(ReplicaStatus status) {
        return status.services().stream()
                .map(service -> service.service())
                .toList()
                .toString();
    }
}

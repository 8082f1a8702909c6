package dev.preceptor.run.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.contracts.event.ReplicaStatus;
import dev.preceptor.contracts.event.ServiceStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicasTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Replicas replicas = new Replicas();

    private static ReplicaStatus status(String id, int second, boolean up) {
        return new ReplicaStatus(
                id,
                "host",
                START,
                START.plusSeconds(second),
                List.of(ServiceStatus.of("executor")),
                List.of(new ReplicaStatus.Check("sandbox", up, null)));
    }

    @Test
    void theLatestReportOfEachProcessCountsUntilItIsTooOld() {
        replicas.seen(status("a", 5, true));
        replicas.seen(status("b", 20, true));
        replicas.seen(status("a", 10, false));
        replicas.seen(status("a", 0, true));

        assertThat(replicas.present(START.plusSeconds(30)))
                .extracting(ReplicaStatus::id, ReplicaStatus::healthy)
                .containsExactly(tuple("a", false), tuple("b", true));
        assertThat(replicas.present(START.plusSeconds(41)))
                .extracting(ReplicaStatus::id)
                .containsExactly("b");
        assertThat(replicas.present(START.plusSeconds(60))).isEmpty();
    }
}

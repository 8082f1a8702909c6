package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.RunLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunRetentionTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @Test
    void onlyRunsThatEndedBeforeTheTimeAreExpired() {
        List<RunLedger> runs = List.of(
                ledger("old", Run.State.FINISHED, NOW.minus(Duration.ofDays(31))),
                ledger("old-failure", Run.State.FAILED, NOW.minus(Duration.ofDays(40))),
                ledger("new", Run.State.CANCELLED, NOW.minus(Duration.ofDays(29))),
                ledger("paused", Run.State.PAUSED, null),
                ledger("going-on", Run.State.RUNNING, null));

        assertThat(RunRetention.expired(runs, NOW.minus(Duration.ofDays(30))))
                .extracting(run -> run.run().runId())
                .containsExactly("old", "old-failure");
    }

    private static RunLedger ledger(String id, Run.State state, Instant endedAt) {
        Run run = Runs.with(Runs.run(Method.PERSD, 1, 1, 5), id, "{}");
        return new RunLedger(run.with(ended -> ended.state(state).endedAt(endedAt)));
    }
}

package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.RunStateMachine;
import dev.preceptor.stage.stream.JsonSerde;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cached ledgers never differ from those in the store. */
class RunLedgersTest {

    private static final long NOW = 1_000;
    private static final int MORE_THAN_CACHED = 40;

    @TempDir
    File state;

    private final KeyValueStore<String, RunLedger> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("ledgers"), Serdes.String(), JsonSerde.of(RunLedger.class))
            .withLoggingDisabled()
            .build();
    private RunLedgers ledgers;

    @BeforeEach
    void open() {
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(new Properties(), new TaskId(0, 0), state);
        store.init(context.getStateStoreContext(), store);
        ledgers = new RunLedgers(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatWasPutIsTakenAgainAndIsInTheStore() {
        RunLedger ledger = started(Runs.run(Method.PERSD, 1, 1, 5));
        ledgers.put(ledger);

        assertThat(ledgers.take(Runs.RUN).report()).isEqualTo(ledger.report());
        assertThat(store.get(Runs.RUN).report()).isEqualTo(ledger.report());
    }

    @Test
    void aChangeThatWasNeverPutIsForgotten() {
        RunLedger ledger = started(Runs.run(Method.PERSD, 1, 1, 5));
        RunReport before = ledger.report();
        ledgers.put(ledger);

        new RunStateMachine(ledgers.take(Runs.RUN), 2, NOW).assigned(3, 3);

        assertThat(ledgers.take(Runs.RUN).report()).isEqualTo(before);
    }

    @Test
    void noneIsTakenOfARunThatIsNotKnown() {
        assertThat(ledgers.take("another")).isNull();
    }

    @Test
    void moreRunsThanAreCachedAreAllFound() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_CACHED; i++) {
            Run run = Runs.run(Method.PERSD, 1, 1, 5);
            Run other = run.withRunId("run-" + i);
            ledgers.put(started(other));
            ids.add(other.runId());
        }
        assertThat(ids)
                .allSatisfy(id -> assertThat(ledgers.take(id).run().runId()).isEqualTo(id));
    }

    private static RunLedger started(Run run) {
        RunLedger ledger = new RunLedger(run);
        new RunStateMachine(ledger, 2, NOW).start();
        return ledger;
    }
}

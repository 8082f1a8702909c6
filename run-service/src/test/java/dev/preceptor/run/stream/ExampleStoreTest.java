package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.TrainedScores;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which examples a round of lessons and of scored attempts is trained on. */
class ExampleStoreTest {

    @TempDir
    Path folder;

    private ExampleStore examples;

    @BeforeEach
    void open() {
        KeyValueStore<String, String> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("examples"), Serdes.String(), Serdes.String())
                .withLoggingDisabled()
                .build();
        File state = folder.toFile();
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(new Properties(), new TaskId(0, 0), state);
        store.init(context.getStateStoreContext(), store);
        examples = new ExampleStore(store);
        // Each round has a lesson and a scored attempt.
        for (int round = 1; round <= 3; round++) {
            add(round, "lesson-" + round);
            examples.scored(new RunEvent.SampleScored(Runs.RUN, round, "scored-" + round, 7));
            add(round, "scored-" + round);
        }
    }

    private void add(int round, String example) {
        examples.add(
                Runs.sampleEnded(Runs.RUN, round, "set/" + example, 0, Outcome.TAUGHT, true, List.of(example), null));
    }

    private static Run run(int maxLag) {
        return Runs.with(
                Runs.run(Method.PERSD, 3, 1, 9),
                "{'methods': ['persd', 'opd'], 'opd': {'maxLag': %d}}".formatted(maxLag));
    }

    @Test
    void byDefaultOnlyTheRoundsOwnAttemptsAreTrainedOn() {
        ExampleStore.Chosen chosen = examples.chosen(run(0), 3);

        assertThat(chosen.ids()).containsExactly("lesson-1", "lesson-2", "lesson-3", "scored-3");
        assertThat(chosen.scores()).isEqualTo(new TrainedScores(Map.of(0, 1), 2));
    }

    @Test
    void staleAttemptsAreLeftOut() {
        ExampleStore.Chosen chosen = examples.chosen(run(1), 3);

        assertThat(chosen.ids()).containsExactly("lesson-1", "lesson-2", "lesson-3", "scored-2", "scored-3");
        assertThat(chosen.scores()).isEqualTo(new TrainedScores(Map.of(0, 1, 1, 1), 1));
        assertThat(chosen.replayed()).isZero();
    }
}

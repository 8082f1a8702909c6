package dev.preceptor.run.stream;

import dev.preceptor.run.ledger.CurveState;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.TaskLedger;
import dev.preceptor.run.ledger.UnfundedSample;
import dev.preceptor.run.lesson.SampleLedger;
import dev.preceptor.stage.stream.JsonSerde;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The state stores. Each write is small whatever the size of the run: what grows with the run has one record for each item. */
final class LedgerStores {

    /** By run, round, task and sample: what happened to it. */
    static final String SAMPLES = "samples";
    /** By run, round, task, sample and name: its texts that are too long for the entry in {@link #SAMPLES}. */
    static final String TEXTS = "sample-texts";
    /** By run. */
    static final String RUNS = "run-ledgers";
    /** By run, round and task: how its samples ended. */
    static final String TASKS = "task-ledgers";
    /** By run, round, task and sample: what to emit again for samples without budget. */
    static final String UNFUNDED = "unfunded-samples";
    /** By run, round and example id: the task. */
    static final String EXAMPLES = "example-ids";
    /** By run, call and number: the call's last entry. */
    static final String CALLS = "teacher-calls";
    /** By run and round: the training curve. */
    static final String CURVES = "training-curves";
    /** By run, round and refine step: the scores by task. */
    static final String SCORES = "exam-scores";
    /** By run, round, direction and task: tasks that were solved in only one of two successive rounds. */
    static final String FLIPS = "practice-flips";

    private LedgerStores() {}

    static String[] ofSamples(StreamsBuilder builder) {
        builder.addStateStore(store(SAMPLES, JsonSerde.ofState(SampleLedger.class)));
        builder.addStateStore(store(TEXTS, Serdes.String()));
        return new String[] {SAMPLES, TEXTS};
    }

    static String[] ofRuns(StreamsBuilder builder) {
        builder.addStateStore(store(RUNS, JsonSerde.ofState(RunLedger.class)));
        builder.addStateStore(store(TASKS, JsonSerde.ofState(TaskLedger.class)));
        builder.addStateStore(store(UNFUNDED, JsonSerde.ofState(UnfundedSample.class)));
        builder.addStateStore(store(EXAMPLES, Serdes.String()));
        builder.addStateStore(store(CALLS, JsonSerde.ofState(RunEvent.Called.class)));
        builder.addStateStore(store(CURVES, JsonSerde.ofState(CurveState.class)));
        builder.addStateStore(store(SCORES, JsonSerde.ofState(ExamScores.class)));
        builder.addStateStore(store(FLIPS, Serdes.String()));
        return new String[] {RUNS, TASKS, UNFUNDED, EXAMPLES, CALLS, CURVES, SCORES, FLIPS};
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values)
                .withCachingEnabled();
    }
}

package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.TrainingExample;
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
    /** By run, round, task, sample and step: what to assign again when the run is resumed. */
    static final String REFUSED = "refused-assignments";
    /** By run, round and example id: the task. */
    static final String EXAMPLES = "example-ids";
    /** By run, call and number: the call's last entry. */
    static final String CALLS = "teacher-calls";
    /** By run, round and refine step: the result of the exam, with the score of each task. */
    static final String EVALUATIONS = "evaluations";
    /** By run and round: the checkpoint, with its loss curve. */
    static final String CHECKPOINTS = "checkpoints";
    /** By run and example id: the example with its texts. */
    static final String TRAINING_EXAMPLES = "training-examples";
    /** By run and round: the training curve. */
    static final String CURVES = "training-curves";
    /** By run, round, direction and task: tasks that were solved in only one of two successive rounds. */
    static final String FLIPS = "practice-flips";

    private LedgerStores() {}

    /** What is kept where the events arrive. */
    static String[] ofEvents(StreamsBuilder builder) {
        builder.addStateStore(store(SAMPLES, JsonSerde.ofState(SampleLedger.class)));
        builder.addStateStore(store(EVALUATIONS, JsonSerde.ofState(Evaluation.class)));
        builder.addStateStore(store(CHECKPOINTS, JsonSerde.ofState(Checkpoint.class)));
        builder.addStateStore(store(TRAINING_EXAMPLES, JsonSerde.ofState(TrainingExample.class)));
        builder.addStateStore(store(TEXTS, Serdes.String()));
        return new String[] {SAMPLES, TEXTS, EVALUATIONS, CHECKPOINTS, TRAINING_EXAMPLES};
    }

    static String[] ofRuns(StreamsBuilder builder) {
        builder.addStateStore(store(RUNS, JsonSerde.ofState(RunLedger.class)));
        builder.addStateStore(store(TASKS, JsonSerde.ofState(TaskLedger.class)));
        builder.addStateStore(store(UNFUNDED, JsonSerde.ofState(UnfundedSample.class)));
        builder.addStateStore(store(REFUSED, JsonSerde.ofState(Assignment.class)));
        builder.addStateStore(store(EXAMPLES, Serdes.String()));
        builder.addStateStore(store(CALLS, JsonSerde.ofState(RunEvent.Called.class)));
        builder.addStateStore(store(CURVES, JsonSerde.ofState(CurveState.class)));
        builder.addStateStore(store(FLIPS, Serdes.String()));
        return new String[] {RUNS, TASKS, UNFUNDED, REFUSED, EXAMPLES, CALLS, CURVES, FLIPS};
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values)
                .withCachingEnabled();
    }
}

package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.report.ExamFlips;
import dev.preceptor.contracts.report.Flips;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.PracticeFlips;
import dev.preceptor.contracts.report.TaskRow;
import dev.preceptor.contracts.report.TrainingCurve;
import dev.preceptor.run.RunSettings;
import dev.preceptor.run.ledger.CurveState;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.lesson.SampleLedger;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reads the ledgers of this instance: all of them where it is the only instance; otherwise its own partitions and its replicas of
 * the others.
 */
@ApplicationScoped
public class RunQueries {

    private final KafkaStreams streams;
    private final StoreReplicas copies;
    private final boolean shared;

    RunQueries(KafkaStreams streams, StoreReplicas copies, RunSettings settings) {
        this.streams = streams;
        this.copies = copies;
        this.shared = settings.standbyReplicas() > 0;
    }

    /**
     * A run.
     *
     * @return empty if it is unknown or was deleted
     * @throws LedgersNotReadyException while they are being restored
     */
    public Optional<RunLedger> run(String runId) {
        Optional<RunLedger> run = shared ? ofAnyReplica(runId) : ofItsPartition(runId);
        return run.filter(ledger -> !ledger.isDeleted());
    }

    private Optional<RunLedger> ofAnyReplica(String runId) {
        Optional<RunLedger> run = this.<RunLedger, Optional<RunLedger>>read(
                LedgerStores.RUNS, runs -> Optional.ofNullable(runs.get(runId)));
        if (run.isEmpty()) {
            copies.requireAllOf(LedgerStores.RUNS, runId);
        }
        return run;
    }

    /** After a rebalance partitions are restored one by one. A query of all would not find the runs of those to come. */
    private Optional<RunLedger> ofItsPartition(String runId) {
        try {
            return Optional.ofNullable(this.<RunLedger>query(LedgerStores.RUNS, copies.partitionOf(runId))
                    .get(runId));
        } catch (InvalidStateStoreException e) {
            throw new LedgersNotReadyException();
        }
    }

    /**
     * Runs, the newest first.
     *
     * @throws LedgersNotReadyException while they are being restored
     */
    public Page<RunLedger> runs(RunFilter filter, PageLimits page) {
        requireAllOf(LedgerStores.RUNS);
        return this.<RunLedger, Page<RunLedger>>read(LedgerStores.RUNS, runs -> {
            try (KeyValueIterator<String, RunLedger> all = runs.all()) {
                return RunPages.of(new Values<>(all), filter, page);
            }
        });
    }

    private record Values<V>(Iterator<KeyValue<String, V>> entries) implements Iterator<V> {
        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public V next() {
            return entries.next().value;
        }
    }

    /**
     * All runs of a name.
     *
     * @throws LedgersNotReadyException while they are being restored
     */
    public List<RunLedger> runsNamed(String name) {
        return kept(runs -> runs.prefixScan(name + "-", new StringSerializer())).stream()
                .filter(ledger -> ledger.run().specification().name().equals(name))
                .toList();
    }

    /**
     * All runs.
     *
     * @throws LedgersNotReadyException while they are being restored
     */
    public List<RunLedger> all() {
        return kept(ReadOnlyKeyValueStore::all);
    }

    private List<RunLedger> kept(
            Function<ReadOnlyKeyValueStore<String, RunLedger>, KeyValueIterator<String, RunLedger>> entries) {
        requireAllOf(LedgerStores.RUNS);
        return this.<RunLedger, List<RunLedger>>read(LedgerStores.RUNS, runs -> {
            List<RunLedger> found = new ArrayList<>();
            try (KeyValueIterator<String, RunLedger> some = entries.apply(runs)) {
                some.forEachRemaining(entry -> found.add(entry.value));
            }
            found.removeIf(RunLedger::isDeleted);
            return found;
        });
    }

    /**
     * Lessons of a run.
     *
     * @throws LedgersNotReadyException while they are being restored
     */
    public Page<Lesson> lessons(String runId, LessonQuery query, PageLimits page) {
        return ofSamples(partitions -> LessonPages.of(partitions, runId, query, page));
    }

    /**
     * One lesson, read by its key, and its neighbours.
     *
     * @param neighbours which lessons count as neighbours
     * @return empty if the sample is unknown or has not ended
     * @throws LedgersNotReadyException while they are being restored
     */
    public Optional<FoundLesson> lesson(SampleAddress address, LessonQuery neighbours) {
        return ofSamples(partitions ->
                FoundLesson.of(partitions, address, this.<String>allPartitions(LedgerStores.TEXTS), neighbours));
    }

    /**
     * Practice tasks with the samples of all rounds.
     *
     * @param query which samples; its texts are not needed
     * @throws LedgersNotReadyException while they are being restored
     */
    public Page<TaskRow> tasks(RunLedger run, LessonQuery query, PageLimits page) {
        return ofSamples(partitions -> TaskPages.of(partitions, run.run().runId(), run.round(), query, page));
    }

    /**
     * The training curves of the rounds that have one.
     *
     * @throws LedgersNotReadyException while they are being restored
     */
    public List<TrainingCurve> curves(RunLedger run) {
        return this.<CurveState, List<TrainingCurve>>read(LedgerStores.CURVES, curves -> {
            List<TrainingCurve> found = new ArrayList<>();
            for (int round = 1; round <= run.round(); round++) {
                CurveState curve = curves.get(RunStores.curveKey(run.run().runId(), round));
                if (curve != null) {
                    found.add(new TrainingCurve(round, curve.steps(), curve.validation()));
                }
            }
            return found;
        });
    }

    /**
     * The tasks whose result changed.
     *
     * @param most the greatest number of tasks to list in each direction
     * @throws LedgersNotReadyException while they are being restored
     */
    public Flips flips(RunLedger run, int most) {
        return new Flips(examFlips(run, most), practiceFlips(run, most));
    }

    private ExamFlips examFlips(RunLedger run, int most) {
        int last = run.lastExaminedRound();
        if (last == 0) {
            return null;
        }
        String runId = run.run().runId();
        Optional<Evaluation> before = evaluation(runId, 0, 0);
        Optional<Evaluation> after = evaluation(runId, last, 0);
        return before.isEmpty() || after.isEmpty()
                ? null
                : ExamFlips.of(0, before.get().scores(), last, after.get().scores(), most);
    }

    private List<PracticeFlips> practiceFlips(RunLedger run, int most) {
        return this.<String, List<PracticeFlips>>read(LedgerStores.FLIPS, flips -> {
            List<PracticeFlips> found = new ArrayList<>();
            for (int round = 2; round <= run.round(); round++) {
                String runId = run.run().runId();
                found.add(run.flips(
                        round,
                        FlipStore.tasks(flips, runId, round, FlipStore.Direction.GAINED, most),
                        FlipStore.tasks(flips, runId, round, FlipStore.Direction.LOST, most)));
            }
            return found;
        });
    }

    /**
     * The result of an exam with the score of each task.
     *
     * @param refineStep 0 for the first answers
     * @return empty if there is none yet
     * @throws LedgersNotReadyException while they are being restored
     */
    public Optional<Evaluation> evaluation(String runId, int round, int refineStep) {
        return this.<Evaluation>event(LedgerStores.EVALUATIONS, EventKeys.ofEvaluation(runId, round, refineStep));
    }

    /**
     * The checkpoint of a round with its loss curve; of round 0 without one.
     *
     * @return empty if there is none yet
     * @throws LedgersNotReadyException while they are being restored
     */
    public Optional<Checkpoint> checkpoint(String runId, int round) {
        return this.<Checkpoint>event(LedgerStores.CHECKPOINTS, EventKeys.ofCheckpoint(runId, round));
    }

    /**
     * A training example with its texts.
     *
     * @return empty if it is unknown
     * @throws LedgersNotReadyException while they are being restored
     */
    public Optional<TrainingExample> example(String runId, String exampleId) {
        return this.<TrainingExample>event(LedgerStores.TRAINING_EXAMPLES, EventKeys.ofExample(runId, exampleId));
    }

    private <V> Optional<V> event(String store, String key) {
        requireAllOf(store);
        return this.<V, Optional<V>>read(store, events -> Optional.ofNullable(events.get(key)));
    }

    /**
     * One lesson, read by its key.
     *
     * @return empty if the sample is unknown or has not ended
     * @throws LedgersNotReadyException while they are being restored
     */
    public Optional<Lesson> lesson(SampleAddress address) {
        return this.<SampleLedger>event(LedgerStores.SAMPLES, address.key()).flatMap(SampleLedger::lesson);
    }

    private <R> R ofSamples(Function<Collection<ReadOnlyKeyValueStore<String, SampleLedger>>, R> reading) {
        requireAllOf(LedgerStores.SAMPLES);
        try {
            return reading.apply(this.<SampleLedger>allPartitions(LedgerStores.SAMPLES));
        } catch (InvalidStateStoreException e) {
            throw new LedgersNotReadyException();
        }
    }

    private <V> List<ReadOnlyKeyValueStore<String, V>> allPartitions(String store) {
        List<ReadOnlyKeyValueStore<String, V>> partitions = new ArrayList<>();
        for (int partition : partitions(store)) {
            partitions.add(this.<V>query(store, partition));
        }
        return partitions;
    }

    /** The partitions of a store that this instance has. A single instance has all of them and need not ask the broker. */
    private Set<Integer> partitions(String store) {
        return shared
                ? copies.partitionsOf(store)
                : streams.metadataForLocalThreads().stream()
                        .flatMap(thread -> thread.activeTasks().stream())
                        .map(task -> task.taskId().partition())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private void requireAllOf(String store) {
        if (shared) {
            copies.requireAllOf(store);
            return;
        }
        for (int partition = 0; partition < copies.partitions(); partition++) {
            query(store, partition);
        }
    }

    private <V, R> R read(String store, Function<ReadOnlyKeyValueStore<String, V>, R> reading) {
        try {
            return reading.apply(streams.store(this.<V>query(store)));
        } catch (InvalidStateStoreException e) {
            throw new LedgersNotReadyException();
        }
    }

    private <V> ReadOnlyKeyValueStore<String, V> query(String store, int partition) {
        try {
            return streams.store(this.<V>query(store).withPartition(partition));
        } catch (InvalidStateStoreException e) {
            throw new LedgersNotReadyException();
        }
    }

    private <V> StoreQueryParameters<ReadOnlyKeyValueStore<String, V>> query(String store) {
        StoreQueryParameters<ReadOnlyKeyValueStore<String, V>> query =
                StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.keyValueStore());
        return shared ? query.enableStaleStores() : query;
    }
}

package dev.preceptor.run.stream;

import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.run.RunSettings;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.lesson.SampleLedger;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reads the ledgers that this instance keeps: all of them where it is alone, and where others share them its own parts and its
 * copies of theirs.
 */
@ApplicationScoped
public class RunQueries {

    private final KafkaStreams streams;
    private final LocalCopies copies;
    private final boolean shared;

    RunQueries(KafkaStreams streams, LocalCopies copies, RunSettings settings) {
        this.streams = streams;
        this.copies = copies;
        this.shared = settings.standbyReplicas() > 0;
    }

    /** @throws LedgersNotReadyException while they are being restored */
    public Optional<RunLedger> run(String runId) {
        Optional<RunLedger> run = this.<RunLedger, Optional<RunLedger>>read(
                LedgerStores.RUNS, runs -> Optional.ofNullable(runs.get(runId)));
        if (shared && run.isEmpty()) {
            copies.requireAllOf(LedgerStores.RUNS, runId);
        }
        return run;
    }

    /** @throws LedgersNotReadyException while they are being restored */
    public List<RunLedger> runs() {
        requireAllOf(LedgerStores.RUNS);
        return this.<RunLedger, List<RunLedger>>read(LedgerStores.RUNS, runs -> {
            List<RunLedger> found = new ArrayList<>();
            try (KeyValueIterator<String, RunLedger> all = runs.all()) {
                all.forEachRemaining(entry -> found.add(entry.value));
            }
            return found;
        });
    }

    /**
     * All runs of a name.
     *
     * @throws LedgersNotReadyException while they are being restored
     */
    public List<RunLedger> runsNamed(String name) {
        requireAllOf(LedgerStores.RUNS);
        return this.<RunLedger, List<RunLedger>>read(LedgerStores.RUNS, runs -> {
            List<RunLedger> found = new ArrayList<>();
            try (KeyValueIterator<String, RunLedger> likely = runs.prefixScan(name + "-", new StringSerializer())) {
                likely.forEachRemaining(entry -> found.add(entry.value));
            }
            found.removeIf(ledger -> !ledger.run().specification().name().equals(name));
            return found;
        });
    }

    /**
     * The first so many lessons of a run.
     *
     * @param outcome only those that ended so; null: all that have ended
     * @throws LedgersNotReadyException while they are being restored
     */
    public List<Lesson> lessons(String runId, Outcome outcome, int limit) {
        requireAllOf(LedgerStores.SAMPLES);
        return this.<SampleLedger, List<Lesson>>read(LedgerStores.SAMPLES, samples -> {
            List<Lesson> lessons = new ArrayList<>();
            try (KeyValueIterator<String, SampleLedger> ofRun =
                    samples.prefixScan(SampleAddress.prefix(runId), new StringSerializer())) {
                while (ofRun.hasNext() && lessons.size() < limit) {
                    ofRun.next()
                            .value
                            .lesson()
                            .filter(lesson -> outcome == null || lesson.outcome() == outcome)
                            .ifPresent(lessons::add);
                }
            }
            return lessons;
        });
    }

    private void requireAllOf(String store) {
        if (shared) {
            copies.requireAllOf(store);
        }
    }

    private <V, R> R read(String store, Function<ReadOnlyKeyValueStore<String, V>, R> reading) {
        StoreQueryParameters<ReadOnlyKeyValueStore<String, V>> query =
                StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.keyValueStore());
        try {
            return reading.apply(streams.store(shared ? query.enableStaleStores() : query));
        } catch (InvalidStateStoreException e) {
            throw new LedgersNotReadyException();
        }
    }
}

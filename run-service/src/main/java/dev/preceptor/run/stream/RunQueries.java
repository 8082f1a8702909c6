package dev.preceptor.run.stream;

import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.Outcome;
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

/** Reads the ledgers that this instance keeps. */
@ApplicationScoped
public class RunQueries {

    private final KafkaStreams streams;

    RunQueries(KafkaStreams streams) {
        this.streams = streams;
    }

    /** @throws LedgersNotReadyException while they are being restored */
    public Optional<RunLedger> run(String runId) {
        return this.<RunLedger, Optional<RunLedger>>read(
                LedgerStores.RUNS, runs -> Optional.ofNullable(runs.get(runId)));
    }

    /** @throws LedgersNotReadyException while they are being restored */
    public List<RunLedger> runs() {
        return this.<RunLedger, List<RunLedger>>read(LedgerStores.RUNS, runs -> {
            List<RunLedger> found = new ArrayList<>();
            try (KeyValueIterator<String, RunLedger> all = runs.all()) {
                all.forEachRemaining(entry -> found.add(entry.value));
            }
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

    private <V, R> R read(String store, Function<ReadOnlyKeyValueStore<String, V>, R> reading) {
        try {
            return reading.apply(
                    streams.store(StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.keyValueStore())));
        } catch (InvalidStateStoreException e) {
            throw new LedgersNotReadyException();
        }
    }
}

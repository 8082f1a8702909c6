package dev.preceptor.run.stream;

import dev.preceptor.run.ledger.RunLedger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The ledgers by run, with a cache of those that were put last: reading a ledger from its bytes takes longer than most events take.
 * A ledger that is taken and not put back is read from the store the next time, so that a failure in between leaves no trace.
 */
final class RunLedgers {

    private static final int MOST_CACHED = 16;

    private final KeyValueStore<String, RunLedger> store;
    private final Map<String, RunLedger> cache = new LinkedHashMap<>();

    RunLedgers(KeyValueStore<String, RunLedger> store) {
        this.store = store;
    }

    /** The run's ledger, to be changed and put; null where the run is unknown. */
    RunLedger take(String runId) {
        RunLedger ledger = cache.remove(runId);
        return ledger == null ? store.get(runId) : ledger;
    }

    void removeIf(Predicate<RunLedger> condition) {
        List<String> runIds = new ArrayList<>();
        try (KeyValueIterator<String, RunLedger> all = store.all()) {
            all.forEachRemaining(entry -> {
                if (condition.test(entry.value)) {
                    runIds.add(entry.key);
                }
            });
        }
        runIds.forEach(runId -> {
            cache.remove(runId);
            store.delete(runId);
        });
    }

    /** The ids of the runs that wait for the artifact store. */
    List<String> waiting() {
        List<String> waiting = new ArrayList<>();
        try (KeyValueIterator<String, RunLedger> all = store.all()) {
            all.forEachRemaining(entry -> {
                if (entry.value.waits()) {
                    waiting.add(entry.key);
                }
            });
        }
        return waiting;
    }

    void put(RunLedger ledger) {
        String runId = ledger.run().runId();
        store.put(runId, ledger);
        if (cache.size() == MOST_CACHED) {
            cache.remove(cache.keySet().iterator().next());
        }
        cache.put(runId, ledger);
    }
}

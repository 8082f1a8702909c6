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
 * The ledgers by run. Those that were put last stay at hand as they are, for reading one from its bytes takes longer than most
 * of what happens to it. One that is taken and never put is read anew, so that what went wrong in between leaves no trace.
 */
final class RunLedgers {

    private static final int MOST_AT_HAND = 16;

    private final KeyValueStore<String, RunLedger> store;
    private final Map<String, RunLedger> atHand = new LinkedHashMap<>();

    RunLedgers(KeyValueStore<String, RunLedger> store) {
        this.store = store;
    }

    /** The run's ledger, to be changed and put; null of a run that is not known. */
    RunLedger take(String runId) {
        RunLedger ledger = atHand.remove(runId);
        return ledger == null ? store.get(runId) : ledger;
    }

    /** Nothing is kept of those. */
    void forgetIf(Predicate<RunLedger> forgotten) {
        List<String> runIds = new ArrayList<>();
        try (KeyValueIterator<String, RunLedger> all = store.all()) {
            all.forEachRemaining(entry -> {
                if (forgotten.test(entry.value)) {
                    runIds.add(entry.key);
                }
            });
        }
        runIds.forEach(runId -> {
            atHand.remove(runId);
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
        if (atHand.size() == MOST_AT_HAND) {
            atHand.remove(atHand.keySet().iterator().next());
        }
        atHand.put(runId, ledger);
    }
}

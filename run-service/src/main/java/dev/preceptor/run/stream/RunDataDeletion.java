package dev.preceptor.run.stream;

import dev.preceptor.stage.stream.PrefixDeletion;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Deletes the entries of a run, step by step, so that each transaction stays short.
 *
 * @param stores whose keys begin with the run's id
 * @param most how many entries are deleted in one step
 */
record RunDataDeletion(List<KeyValueStore<String, ?>> stores, int most) {

    /** A transaction with so many takes some hundred milliseconds. */
    static final int ENTRIES_PER_STEP = 10_000;

    /** Performs one step; true where no entry is left. */
    boolean delete(String runId) {
        int left = most;
        for (KeyValueStore<String, ?> store : stores) {
            left -= PrefixDeletion.delete(store, runId + "/", left);
            if (left == 0) {
                return false;
            }
        }
        return true;
    }
}

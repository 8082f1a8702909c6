package dev.preceptor.run.stream;

import dev.preceptor.stage.stream.KeptByPrefix;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What the stores beside a run's ledger keep of it.
 *
 * @param stores whose keys begin with the run
 * @param most how many entries are deleted at a time
 */
record RunRemains(List<KeyValueStore<String, ?>> stores, int most) {

    /** As many as a transaction of some hundred milliseconds can take. */
    static final int AT_A_TIME = 10_000;

    /** Deletes entries of the run; true where none is left. */
    boolean delete(String runId) {
        int left = most;
        for (KeyValueStore<String, ?> store : stores) {
            left -= KeptByPrefix.delete(store, runId + "/", left);
            if (left == 0) {
                return false;
            }
        }
        return true;
    }
}

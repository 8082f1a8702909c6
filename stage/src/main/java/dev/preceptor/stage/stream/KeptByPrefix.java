package dev.preceptor.stage.stream;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** What stores keep under keys that begin alike. */
public final class KeptByPrefix {

    private KeptByPrefix() {}

    /**
     * Deletes entries of a store, so many at most that the transaction which they are part of stays short.
     *
     * @return how many were deleted; fewer than the most only where none is left
     */
    public static <V> int delete(KeyValueStore<String, V> store, String prefix, int most) {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, V> kept = store.prefixScan(prefix, new StringSerializer())) {
            while (kept.hasNext() && keys.size() < most) {
                keys.add(kept.next().key);
            }
        }
        keys.forEach(store::delete);
        return keys.size();
    }
}

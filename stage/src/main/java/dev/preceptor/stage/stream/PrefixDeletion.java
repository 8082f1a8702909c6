package dev.preceptor.stage.stream;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Deletes the entries of a store whose keys have the same prefix. */
public final class PrefixDeletion {

    private PrefixDeletion() {}

    /**
     * Deletes entries; a limit keeps the transaction that they are part of short.
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

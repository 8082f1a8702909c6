package dev.preceptor.run.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store in memory that counts reads; its keys are in the order of their bytes, as in RocksDB. */
final class CountedStore<V> implements KeyValueStore<String, V> {

    private final NavigableMap<String, V> entries = new TreeMap<>(
            Comparator.comparing((String key) -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
    private long read;

    /** How many values were read. */
    long read() {
        return read;
    }

    void replaceAll(UnaryOperator<V> change) {
        entries.replaceAll((key, value) -> change.apply(value));
    }

    @Override
    public V get(String key) {
        read++;
        return entries.get(key);
    }

    @Override
    public KeyValueIterator<String, V> range(String from, String to) {
        return iterator(entries.subMap(from, true, to, true));
    }

    @Override
    public KeyValueIterator<String, V> all() {
        return iterator(entries);
    }

    private KeyValueIterator<String, V> iterator(NavigableMap<String, V> range) {
        return new KeyValueIterator<>() {
            private Map.Entry<String, V> next = range.firstEntry();

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public KeyValue<String, V> next() {
                read++;
                KeyValue<String, V> entry = KeyValue.pair(next.getKey(), next.getValue());
                next = range.higherEntry(entry.key);
                return entry;
            }

            @Override
            public String peekNextKey() {
                return next.getKey();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void put(String key, V value) {
        if (value == null) {
            entries.remove(key);
        } else {
            entries.put(key, value);
        }
    }

    @Override
    public V putIfAbsent(String key, V value) {
        return entries.putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<String, V>> all) {
        all.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public V delete(String key) {
        read++;
        return entries.remove(key);
    }

    @Override
    public String name() {
        return "counted";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public long approximateNumEntries() {
        return entries.size();
    }
}

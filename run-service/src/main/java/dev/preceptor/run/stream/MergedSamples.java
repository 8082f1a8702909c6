package dev.preceptor.run.stream;

import dev.preceptor.run.lesson.SampleLedger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The ledgers of samples in the order of their keys over all partitions. The order does not depend on which instance has which
 * partition.
 */
final class MergedSamples implements Iterator<KeyValue<String, SampleLedger>>, AutoCloseable {

    private static final Comparator<KeyValueIterator<String, SampleLedger>> BY_NEXT_KEY =
            Comparator.comparing(rest -> rest.peekNextKey().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final List<KeyValueIterator<String, SampleLedger>> open = new ArrayList<>();
    private final PriorityQueue<KeyValueIterator<String, SampleLedger>> rests;

    private MergedSamples(Comparator<KeyValueIterator<String, SampleLedger>> order) {
        this.rests = new PriorityQueue<>(order);
    }

    /** The samples from one key to another, both included. */
    static MergedSamples between(
            Collection<ReadOnlyKeyValueStore<String, SampleLedger>> partitions, String from, String to) {
        return new MergedSamples(BY_NEXT_KEY).opened(partitions, partition -> partition.range(from, to));
    }

    /** The same samples, the last first. */
    static MergedSamples backwards(
            Collection<ReadOnlyKeyValueStore<String, SampleLedger>> partitions, String from, String to) {
        return new MergedSamples(BY_NEXT_KEY.reversed())
                .opened(partitions, partition -> partition.reverseRange(from, to));
    }

    private MergedSamples opened(
            Collection<ReadOnlyKeyValueStore<String, SampleLedger>> partitions,
            Function<ReadOnlyKeyValueStore<String, SampleLedger>, KeyValueIterator<String, SampleLedger>> range) {
        try {
            for (ReadOnlyKeyValueStore<String, SampleLedger> partition : partitions) {
                open.add(range.apply(partition));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        open.stream().filter(KeyValueIterator::hasNext).forEach(rests::add);
        return this;
    }

    /** The key of the next sample; there must be one. */
    String peekKey() {
        return rests.element().peekNextKey();
    }

    @Override
    public boolean hasNext() {
        return !rests.isEmpty();
    }

    @Override
    public KeyValue<String, SampleLedger> next() {
        KeyValueIterator<String, SampleLedger> rest = rests.remove();
        KeyValue<String, SampleLedger> entry = rest.next();
        if (rest.hasNext()) {
            rests.add(rest);
        }
        return entry;
    }

    @Override
    public void close() {
        open.forEach(KeyValueIterator::close);
    }
}

package dev.preceptor.cli.deadletter;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Which dead letters of one partition were sent again. It is kept as the offset of a consumer group, whose metadata names those
 * beyond it, so that Kafka writes it in the same transaction as what is sent.
 *
 * @param next all below were sent again
 * @param beyond further ones that were
 */
record ReplayedOffsets(long next, SortedSet<Long> beyond) {

    /** The broker's {@code offset.metadata.max.bytes}. */
    private static final int MOST_METADATA = 4096;

    /** @param committed null where nothing was sent again */
    static ReplayedOffsets of(OffsetAndMetadata committed) {
        if (committed == null) {
            return new ReplayedOffsets(0, new TreeSet<>());
        }
        SortedSet<Long> beyond = new TreeSet<>();
        if (!committed.metadata().isEmpty()) {
            Arrays.stream(committed.metadata().split(",")).map(Long::valueOf).forEach(beyond::add);
        }
        return new ReplayedOffsets(committed.offset(), beyond);
    }

    boolean contains(long offset) {
        return offset < next || beyond.contains(offset);
    }

    ReplayedOffsets with(long offset) {
        SortedSet<Long> more = new TreeSet<>(beyond);
        more.add(offset);
        long least = next;
        while (more.remove(least)) {
            least++;
        }
        return new ReplayedOffsets(least, more);
    }

    /** Whether Kafka can keep it. */
    boolean fits() {
        return metadata().length() <= MOST_METADATA;
    }

    OffsetAndMetadata committed() {
        return new OffsetAndMetadata(next, metadata());
    }

    private String metadata() {
        return beyond.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}

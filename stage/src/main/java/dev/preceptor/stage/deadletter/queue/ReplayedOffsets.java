package dev.preceptor.stage.deadletter.queue;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Which dead letters of one partition were sent again. Stored as the committed offset of a consumer group and its metadata, so
 * that Kafka writes it in the same transaction as the records.
 *
 * @param next every offset below it was sent again
 * @param beyond further offsets that were sent again
 */
public record ReplayedOffsets(long next, SortedSet<Long> beyond) {

    /** The broker's {@code offset.metadata.max.bytes}. */
    private static final int MAX_METADATA_LENGTH = 4096;

    /** @param committed null if nothing was sent again */
    public static ReplayedOffsets of(OffsetAndMetadata committed) {
        if (committed == null) {
            return new ReplayedOffsets(0, new TreeSet<>());
        }
        SortedSet<Long> beyond = new TreeSet<>();
        if (!committed.metadata().isEmpty()) {
            Arrays.stream(committed.metadata().split(",")).map(Long::valueOf).forEach(beyond::add);
        }
        return new ReplayedOffsets(committed.offset(), beyond);
    }

    /** Whether the dead letter at this offset was sent again. */
    public boolean contains(long offset) {
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

    /** Whether Kafka can store it. */
    boolean fits() {
        return metadata().length() <= MAX_METADATA_LENGTH;
    }

    OffsetAndMetadata committed() {
        return new OffsetAndMetadata(next, metadata());
    }

    private String metadata() {
        return beyond.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}

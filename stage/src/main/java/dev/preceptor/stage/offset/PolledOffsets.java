package dev.preceptor.stage.offset;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a consumer has read each partition, and which of it were records. Not thread-safe: all calls come from the thread that polls.
 */
final class PolledOffsets {

    private static final long NONE = -1;

    private final Map<TopicPartition, Long> lastRecords = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    /** Takes the result of one poll, which may have advanced over markers without a record. */
    void polled(ConsumerRecords<?, ?> records) {
        records.nextOffsets().forEach((partition, next) -> positions.put(partition, next.offset()));
        for (TopicPartition partition : records.partitions()) {
            List<? extends ConsumerRecord<?, ?>> ofPartition = records.records(partition);
            lastRecords.put(partition, ofPartition.get(ofPartition.size() - 1).offset());
        }
    }

    /** Returns those of the assigned partitions whose position is not known to be committed. */
    Set<TopicPartition> uncommitted(Collection<TopicPartition> assigned) {
        return assigned.stream()
                .filter(partition -> position(partition) > committed.getOrDefault(partition, 0L))
                .collect(Collectors.toSet());
    }

    /**
     * Returns the offsets to commit: the position of each partition where all records that were polled are committed, so that only markers
     * lie between the committed offset and the position.
     *
     * @param current the committed offsets; null for a partition without one
     */
    Map<TopicPartition, OffsetAndMetadata> pastMarkers(Map<TopicPartition, OffsetAndMetadata> current) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        current.forEach((partition, offset) -> {
            long done = offset == null ? 0 : offset.offset();
            committed.put(partition, done);
            long lastRecord = lastRecords.getOrDefault(partition, NONE);
            if (lastRecord < done && done < position(partition)) {
                offsets.put(partition, new OffsetAndMetadata(position(partition)));
            }
        });
        return offsets;
    }

    private long position(TopicPartition partition) {
        return positions.getOrDefault(partition, 0L);
    }
}

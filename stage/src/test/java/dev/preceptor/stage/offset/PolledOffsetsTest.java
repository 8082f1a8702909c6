package dev.preceptor.stage.offset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PolledOffsetsTest {

    private static final TopicPartition PARTITION = new TopicPartition("attempts", 0);
    private static final TopicPartition OTHER = new TopicPartition("attempts", 1);

    private final PolledOffsets offsets = new PolledOffsets();

    @Test
    void theMarkerAfterTheLastCommittedRecordIsCommitted() {
        poll(4, 3);
        // The marker has offset 4, and its fetch returned no record.
        poll(5);

        assertThat(offsets.pastMarkers(committed(4L))).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(5)));
    }

    @Test
    void markersBeforeARecordThatIsInProcessAreNotCommitted() {
        poll(5, 3);
        poll(7, 5);

        assertThat(offsets.pastMarkers(committed(4L))).isEmpty();
    }

    @Test
    void aRecordThatWasPolledAndNotCommittedIsNeverPassed() {
        poll(4, 3);
        poll(5);

        assertThat(offsets.pastMarkers(committed(3L))).isEmpty();
        assertThat(offsets.pastMarkers(committed((Long) null))).isEmpty();
    }

    @Test
    void aNewMemberThatFindsOnlyMarkersCommitsThem() {
        poll(9);

        assertThat(offsets.pastMarkers(committed(8L))).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(9)));
        assertThat(offsets.pastMarkers(committed((Long) null))).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(9)));
    }

    @Test
    void anOffsetIsNeverMovedBack() {
        poll(5);

        // Another member has read on meanwhile.
        assertThat(offsets.pastMarkers(committed(12L))).isEmpty();
        assertThat(offsets.pastMarkers(committed(5L))).isEmpty();
    }

    @Test
    void theBrokerIsAskedOnlyAboutPartitionsThatAreOursAndWereRead() {
        assertThat(offsets.uncommitted(List.of(PARTITION))).isEmpty();
        poll(5, 3);
        assertThat(offsets.uncommitted(List.of(PARTITION, OTHER))).containsExactly(PARTITION);
        assertThat(offsets.uncommitted(List.of(OTHER))).isEmpty();

        offsets.pastMarkers(committed(5L));

        assertThat(offsets.uncommitted(List.of(PARTITION, OTHER))).isEmpty();
    }

    /** One poll that returns the records of these offsets and advances to a position. */
    private void poll(long position, long... records) {
        List<ConsumerRecord<String, String>> polled = Arrays.stream(records)
                .mapToObj(offset -> new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, "k", "v"))
                .toList();
        offsets.polled(new ConsumerRecords<>(
                polled.isEmpty() ? Map.of() : Map.of(PARTITION, polled),
                Map.of(PARTITION, new OffsetAndMetadata(position))));
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Long offset) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        committed.put(PARTITION, offset == null ? null : new OffsetAndMetadata(offset));
        return committed;
    }
}

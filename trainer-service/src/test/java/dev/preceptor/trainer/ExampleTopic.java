package dev.preceptor.trainer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The topic of training examples with two partitions, as a consumer that counts what it is made to read. */
final class ExampleTopic extends MockConsumer<String, String> {

    private static final String NAME = Topic.TRAINING_EXAMPLES.topicName();
    private static final Node NODE = new Node(0, "localhost", 9092);

    private final List<List<ConsumerRecord<String, String>>> partitions = List.of(new ArrayList<>(), new ArrayList<>());
    private final TreeSet<String> read = new TreeSet<>();

    ExampleTopic() {
        super("earliest");
        updatePartitions(NAME, List.of(info(0), info(1)));
    }

    private static PartitionInfo info(int partition) {
        return new PartitionInfo(NAME, partition, NODE, new Node[] {NODE}, new Node[] {NODE});
    }

    /** Examples by their numbers take turns at the partitions. */
    ExampleTopic with(int number, Instant written) {
        try {
            return withRecord(number % 2, Json.mapper().writeValueAsString(ExampleFixtures.example(number)), written);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    ExampleTopic withRecord(int partition, String value, Instant written) {
        List<ConsumerRecord<String, String>> records = partitions.get(partition);
        records.add(new ConsumerRecord<>(
                NAME,
                partition,
                records.size(),
                written.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                value,
                new RecordHeaders(),
                Optional.empty()));
        updateBeginningOffsets(Map.of(partition(0), 0L, partition(1), 0L));
        updateEndOffsets(Map.of(
                partition(0), (long) partitions.get(0).size(),
                partition(1), (long) partitions.get(1).size()));
        return this;
    }

    /** Partition and offset of each record that was given out. */
    Collection<String> read() {
        return read;
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
        Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
        times.forEach((partition, time) -> found.put(
                partition,
                partitions.get(partition.partition()).stream()
                        .filter(record -> record.timestamp() >= time)
                        .findFirst()
                        .map(record -> new OffsetAndTimestamp(record.offset(), record.timestamp()))
                        .orElse(null)));
        return found;
    }

    @Override
    public synchronized ConsumerRecords<String, String> poll(Duration timeout) {
        for (TopicPartition partition : assignment()) {
            partitions.get(partition.partition()).stream()
                    .skip(position(partition))
                    .forEach(this::addRecord);
        }
        ConsumerRecords<String, String> records = super.poll(Duration.ZERO);
        records.forEach(record -> read.add(record.partition() + "-" + record.offset()));
        return records;
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition(NAME, number);
    }
}

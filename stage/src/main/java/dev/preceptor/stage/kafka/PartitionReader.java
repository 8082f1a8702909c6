package dev.preceptor.stage.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads partitions up to their current ends. Records that are written during the read are left out. */
public final class PartitionReader {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MAX_EMPTY_POLLS = 30;

    private PartitionReader() {}

    /**
     * Reads from the consumer's position in each partition to the partition's end at the time of the call.
     *
     * @param partitions that the consumer is assigned
     * @throws TimeoutException if the broker stops answering
     */
    public static <K, V> void readToEnd(
            KafkaConsumer<K, V> consumer, Collection<TopicPartition> partitions, Consumer<ConsumerRecord<K, V>> each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        int empty = 0;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<K, V> records = consumer.poll(POLL);
            records.forEach(each);
            empty = records.isEmpty() ? empty + 1 : 0;
            if (empty > MAX_EMPTY_POLLS) {
                throw new TimeoutException("the broker stopped answering");
            }
        }
    }
}

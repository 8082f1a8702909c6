package dev.preceptor.stage.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Event;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads whole topics, up to their current ends. Joins no consumer group and commits nothing. Not thread-safe. */
public final class TopicReader implements AutoCloseable {

    private final KafkaConsumer<String, String> consumer;
    private final TopicNames names;

    /**
     * @param connection settings of Kafka's client, {@code bootstrap.servers} among them
     * @throws ClientSettingsException if Kafka's client does not accept the settings
     */
    public TopicReader(Map<String, Object> connection, TopicNames names) {
        this.names = names;
        Map<String, Object> properties = new LinkedHashMap<>(connection);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        try {
            consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
        } catch (KafkaException e) {
            String cause = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new ClientSettingsException("no Kafka client can be made of these settings: " + cause, e);
        }
    }

    /**
     * The events of a topic: of each id the last, without those whose key was deleted by a record without a value. Events of one
     * key are in the order in which they were written.
     *
     * @param keys selects records by key; the others are not parsed
     * @throws TopicReadException if the broker does not answer, or if a selected record is no such event
     */
    public <E extends Event> List<E> read(Topic topic, Class<E> type, Predicate<String> keys) {
        Map<String, E> events = new LinkedHashMap<>();
        try {
            Collection<TopicPartition> partitions = partitionsOf(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            PartitionReader.readToEnd(consumer, partitions, record -> {
                if (record.key() == null || !keys.test(record.key())) {
                    return;
                }
                if (record.value() == null) {
                    events.values().removeIf(event -> event.key().equals(record.key()));
                } else {
                    E event = parsed(record, type);
                    events.put(event.id(), event);
                }
            });
        } catch (KafkaException e) {
            throw new TopicReadException("Kafka does not answer: " + e.getMessage() + "; is its address right?", e);
        }
        return List.copyOf(events.values());
    }

    private Collection<TopicPartition> partitionsOf(Topic topic) {
        String name = names.of(topic);
        if (!consumer.listTopics().containsKey(name)) {
            return List.of();
        }
        return consumer.partitionsFor(name).stream()
                .map(partition -> new TopicPartition(name, partition.partition()))
                .toList();
    }

    private static <E> E parsed(ConsumerRecord<String, String> record, Class<E> type) {
        try {
            return Json.mapper().readValue(record.value(), type);
        } catch (JsonProcessingException e) {
            throw new TopicReadException(
                    "the record at offset " + record.offset() + " of " + record.topic() + "-" + record.partition()
                            + " is no " + type.getSimpleName() + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}

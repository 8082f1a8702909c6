package dev.preceptor.cli.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.stage.kafka.PartitionReader;
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

/** Reads topics from their first record to the one that was the last when the reading began. Joins no group, commits nothing. */
public final class TopicReader implements AutoCloseable {

    private final KafkaConsumer<String, String> consumer;
    private final TopicNames names;

    /** @param connection a Kafka client's properties, {@code bootstrap.servers} among them */
    public TopicReader(Map<String, Object> connection, TopicNames names) {
        this.names = names;
        Map<String, Object> properties = new LinkedHashMap<>(connection);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        try {
            consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
        } catch (KafkaException e) {
            String cause = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw CommandException.badInput("no Kafka client can be made of these settings: " + cause, e);
        }
    }

    /**
     * The events of a topic, in the order in which each key's were written; of those with one id the last. What was deleted by a
     * record without a value is left out.
     *
     * @param keys which records are wanted, by key; the others are not parsed
     * @throws CommandException if the broker does not answer, or a record is no such event
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
            throw CommandException.failed("Kafka does not answer: " + e.getMessage() + "; is its address right?", e);
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
            throw CommandException.failed(
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

package dev.preceptor.cli.flow;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** All that a run left on its topics, read back with the contracts as strictly as they can be read. */
final class RecordedTopics {

    private final Map<String, List<ConsumerRecord<String, String>>> records = new HashMap<>();

    /** Starts a broker on a data directory that nobody uses, and reads every topic of the contracts to its end. */
    static RecordedTopics of(Path dataDirectory) {
        try (EmbeddedBroker broker = EmbeddedBroker.start(dataDirectory.resolve("kafka"), 0)) {
            return at(broker.bootstrapServers());
        }
    }

    /** Reads every topic of the contracts to its end. */
    static RecordedTopics at(String bootstrapServers) {
        RecordedTopics recorded = new RecordedTopics();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            Set<String> present = consumer.listTopics().keySet();
            for (Topic topic : Topic.values()) {
                for (String name : List.of(topic.topicName(), topic.deadLetters())) {
                    if (present.contains(name)) {
                        recorded.records.put(name, all(consumer, name));
                    }
                }
            }
        }
        return recorded;
    }

    private static List<ConsumerRecord<String, String>> all(KafkaConsumer<String, String> consumer, String topic) {
        Collection<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<ConsumerRecord<String, String>> read = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(read::add);
        }
        return read;
    }

    Set<String> names() {
        return records.keySet();
    }

    int count(String topic) {
        return records.getOrDefault(topic, List.of()).size();
    }

    /** The dead letters of all topics, with their causes. */
    List<String> deadLetters() {
        return Arrays.stream(Topic.values())
                .flatMap(topic -> records.getOrDefault(topic.deadLetters(), List.of()).stream())
                .map(record -> record.topic() + ": " + record.headers() + " " + record.value())
                .toList();
    }

    /**
     * The events of a topic.
     *
     * @throws AssertionError if a record is not what the contracts say: an unknown field, another key than its own
     */
    <E extends Event> List<E> events(Topic topic, Class<E> type) {
        ObjectReader reader = Json.mapper().readerFor(type).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        List<E> events = new ArrayList<>();
        for (ConsumerRecord<String, String> record : records.getOrDefault(topic.topicName(), List.of())) {
            if (record.value() == null) {
                // A deletion.
                continue;
            }
            try {
                E event = reader.readValue(record.value());
                if (!event.key().equals(record.key())) {
                    throw new AssertionError(topic + ": key " + record.key() + " of " + record.value());
                }
                events.add(event);
            } catch (IOException e) {
                throw new AssertionError(topic + " holds what the contracts do not know: " + record.value(), e);
            }
        }
        return events;
    }
}

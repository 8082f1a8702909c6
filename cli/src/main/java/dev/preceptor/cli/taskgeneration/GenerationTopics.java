package dev.preceptor.cli.taskgeneration;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.DraftTrial;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.stage.kafka.PartitionReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A generation's Kafka client: sends draft requests and drafts, and receives drafts and trials. It joins no consumer group
 * and commits no offsets.
 */
final class GenerationTopics implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Generation generation;
    private final TopicNames names;
    private final String keys;
    private final KafkaConsumer<String, String> consumer;
    private final KafkaProducer<String, String> producer;

    /** @param client Kafka client settings, including {@code bootstrap.servers} */
    GenerationTopics(Map<String, Object> client, TopicNames names, String generationId, Generation generation) {
        this.generation = generation;
        this.names = names;
        this.keys = generationId + "/";
        Map<String, Object> reader = new HashMap<>(client);
        reader.put("isolation.level", "read_committed");
        reader.put("enable.auto.commit", "false");
        reader.put("allow.auto.create.topics", "false");
        Map<String, Object> writer = new HashMap<>(client);
        writer.putIfAbsent("max.request.size", RecordLimit.DEFAULT_BYTES);
        writer.put("acks", "all");
        writer.put("enable.idempotence", "true");
        try {
            consumer = new KafkaConsumer<>(reader, new StringDeserializer(), new StringDeserializer());
            producer = new KafkaProducer<>(writer, new StringSerializer(), new StringSerializer());
        } catch (KafkaException e) {
            String cause = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw CommandException.badInput("invalid Kafka client settings: " + cause, e);
        }
    }

    /**
     * Passes the existing drafts and trials to the generation. Existing dead letters are skipped, because their events are
     * sent again.
     *
     * @throws CommandException if the broker does not answer or lacks the topics
     */
    void readExisting() {
        try {
            List<TopicPartition> events = new ArrayList<>(partitions(names.of(Topic.DRAFTS)));
            events.addAll(partitions(names.of(Topic.DRAFT_TRIALS)));
            List<TopicPartition> letters = new ArrayList<>(partitions(names.deadLetters(Topic.DRAFT_REQUESTS)));
            letters.addAll(partitions(names.deadLetters(Topic.DRAFTS)));
            List<TopicPartition> all = new ArrayList<>(events);
            all.addAll(letters);
            consumer.assign(all);
            consumer.seekToBeginning(events);
            consumer.seekToEnd(letters);
            letters.forEach(consumer::position);
            PartitionReader.readToEnd(consumer, events, this::take);
        } catch (KafkaException e) {
            throw unanswered(e);
        }
    }

    /** Polls once, and passes new events to the generation. */
    void poll() {
        try {
            consumer.poll(POLL).forEach(this::take);
        } catch (KafkaException e) {
            throw unanswered(e);
        }
    }

    /** Sends an event, and returns after all in-sync replicas have it. */
    void send(Event event) {
        String topic = names.of(event instanceof DraftRequest ? Topic.DRAFT_REQUESTS : Topic.DRAFTS);
        try {
            producer.send(new ProducerRecord<>(topic, event.key(), Json.mapper().writeValueAsString(event)))
                    .get();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event is always JSON", e);
        } catch (ExecutionException e) {
            throw CommandException.failed(
                    "the topic " + topic + " cannot be written: " + e.getCause().getMessage(), e);
        } catch (KafkaException e) {
            throw unanswered(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted", e);
        }
    }

    private Collection<TopicPartition> partitions(String topic) {
        var found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            throw CommandException.failed("the broker has no topic " + topic
                    + ": run-service creates the topics when it starts; is it running, and of this version?");
        }
        return found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private void take(ConsumerRecord<String, String> record) {
        if (record.key() == null || record.value() == null || !record.key().startsWith(keys)) {
            return;
        }
        try {
            if (record.topic().equals(names.of(Topic.DRAFTS))) {
                generation.take(Json.mapper().readValue(record.value(), Draft.class));
            } else if (record.topic().equals(names.of(Topic.DRAFT_TRIALS))) {
                generation.take(Json.mapper().readValue(record.value(), DraftTrial.class));
            } else {
                generation.lost(
                        Integer.parseInt(record.key().substring(keys.length())),
                        "a service could not process it; the topic " + record.topic()
                                + " has the dead letter with the reason");
            }
        } catch (JsonProcessingException e) {
            throw CommandException.failed(
                    "the record at offset " + record.offset() + " of " + record.topic() + "-" + record.partition()
                            + " cannot be read: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    private static CommandException unanswered(KafkaException problem) {
        return CommandException.failed(
                "Kafka does not answer: " + problem.getMessage() + "; is the address of the broker right?", problem);
    }

    @Override
    public void close() {
        consumer.close();
        producer.close(Duration.ofSeconds(5));
    }
}

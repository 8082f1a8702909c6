package dev.preceptor.run.topic;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.run.RunSettings;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Writes runs and jobs to their topics, outside of the ledgers' transactions. */
@ApplicationScoped
public class EventPublisher {

    private static final int WITHIN_SECONDS = 15;

    private final KafkaProducer<String, byte[]> producer;
    private final TopicNames names;

    @Inject
    EventPublisher(
            RunSettings service,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TopicNames names) {
        this(withBrokers(kafka, brokers), service.topics().maxMessageBytes(), names);
    }

    /** @param client settings of Kafka's client, {@code bootstrap.servers} among them */
    public EventPublisher(Map<String, Object> client, int maxMessageBytes, TopicNames names) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "preceptor-run-requests");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxMessageBytes);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, WITHIN_SECONDS * 1000);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        this.names = names;
    }

    private static Map<String, Object> withBrokers(Map<String, Object> kafka, String brokers) {
        Map<String, Object> client = new HashMap<>(kafka);
        client.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return client;
    }

    /**
     * Publishes an event. It returns when the broker has acknowledged it.
     *
     * @return the partition and the offset of the record
     * @throws BrokerUnavailableException if the broker does not answer in time
     */
    public RecordMetadata publish(Topic topic, Event event) {
        try {
            return send(topic, event.key(), Json.mapper().writeValueAsBytes(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Deletes the event of a key from a compacted topic. It returns when the broker has acknowledged it.
     *
     * @throws BrokerUnavailableException if the broker does not answer in time
     */
    public void delete(Topic topic, String key) {
        send(topic, key, null);
    }

    private RecordMetadata send(Topic topic, String key, byte[] value) {
        String kind = topic.eventType().getSimpleName().toLowerCase(Locale.ROOT);
        try {
            return producer.send(new ProducerRecord<>(names.of(topic), key, value))
                    .get(WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BrokerUnavailableException("the broker did not take the " + kind + ": " + cause.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("interrupted while the broker took the " + kind);
        }
    }

    @PreDestroy
    void close() {
        producer.close(Duration.ofSeconds(2));
    }
}

package dev.preceptor.trainer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.trainer.engine.TrainingException;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Reads the examples that a job names from the topic {@code training-examples}, so a trainer keeps no state and any replica can do any
 * job. It reads from the time that the job names; earlier records are read only if some examples were not found after it.
 */
@ApplicationScoped
public class ExampleReader {

    private static final Logger LOG = Logger.getLogger(ExampleReader.class);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(500);

    private final Supplier<Consumer<String, String>> consumers;
    private final Duration timeout;
    private final String topic;

    @Inject
    ExampleReader(
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TrainerConfiguration configuration,
            TopicNames names) {
        this(
                () -> new KafkaConsumer<>(settings(kafka, brokers)),
                configuration.exampleTimeout(),
                names.of(Topic.TRAINING_EXAMPLES));
    }

    ExampleReader(Supplier<Consumer<String, String>> consumers, Duration timeout, String topic) {
        this.consumers = consumers;
        this.timeout = timeout;
        this.topic = topic;
    }

    /**
     * Reads the examples, and maps each. Waits for examples that have not arrived yet, and for the broker.
     *
     * @param since no example was written before this time; null where it is unknown
     * @param mapper applied to each example; the example itself is not kept
     * @return the results in the order of the ids
     * @throws TrainingException if some examples are still missing after the timeout
     */
    <T> List<T> read(List<String> ids, Instant since, Function<TrainingExample, T> mapper) {
        ExampleCollector<T> collector = new ExampleCollector<>(ids, mapper);
        try (Consumer<String, String> consumer = consumers.get()) {
            List<TopicPartition> partitions = retryOnTimeout(() -> partitions(consumer));
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = retryOnTimeout(() -> consumer.endOffsets(partitions));
            retryOnTimeout(() -> startOffsets(consumer, partitions, since, ends))
                    .forEach(consumer::seek);
            boolean readFromBeginning = since == null;
            Instant reachedEnd = null;
            while (!collector.isComplete()) {
                for (ConsumerRecord<String, String> record : consumer.poll(POLL_TIMEOUT)) {
                    collector.offer(parse(record));
                }
                if (!collector.isComplete() && hasReachedEnd(consumer, ends)) {
                    if (!readFromBeginning) {
                        LOG.debugf("%d examples are missing; reads the topic from its beginning", collector.missing());
                        consumer.seekToBeginning(partitions);
                        readFromBeginning = true;
                    } else if (reachedEnd == null) {
                        reachedEnd = Instant.now();
                    } else if (Instant.now().isAfter(reachedEnd.plus(timeout))) {
                        throw missingExamples(collector, ids.size());
                    }
                }
            }
        }
        return collector.inOrder();
    }

    private TrainingException missingExamples(ExampleCollector<?> collector, int total) {
        return new TrainingException(collector.missing() + " of the job's " + total + " examples did not arrive within "
                + timeout.toSeconds() + " s, for one " + collector.firstMissing()
                + "; trainer.example-timeout sets how long to wait");
    }

    private static Map<TopicPartition, Long> startOffsets(
            Consumer<String, String> consumer,
            List<TopicPartition> partitions,
            Instant since,
            Map<TopicPartition, Long> ends) {
        if (since == null) {
            return consumer.beginningOffsets(partitions);
        }
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        Map<TopicPartition, Long> starts = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp first = found.get(partition);
            starts.put(partition, first == null ? ends.get(partition) : (Long) first.offset());
        }
        return starts;
    }

    private static boolean hasReachedEnd(Consumer<String, String> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> retryOnTimeout(() -> consumer.position(end.getKey())) >= end.getValue());
    }

    private List<TopicPartition> partitions(Consumer<String, String> consumer) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /** Retries until the broker responds. */
    private static <A> A retryOnTimeout(Supplier<A> request) {
        while (true) {
            try {
                return request.get();
            } catch (TimeoutException e) {
                LOG.debugf("the broker does not respond: %s", e.getMessage());
            }
        }
    }

    private static TrainingExample parse(ConsumerRecord<String, String> record) {
        try {
            return Json.mapper().readValue(record.value(), TrainingExample.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            LOG.warnf(
                    "skipped a record that is not a training example: %s-%d offset %d",
                    record.topic(), record.partition(), record.offset());
            return null;
        }
    }

    private static Map<String, Object> settings(Map<String, Object> kafka, String brokers) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return settings;
    }
}

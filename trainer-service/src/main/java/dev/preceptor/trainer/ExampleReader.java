package dev.preceptor.trainer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.TrainingExample;
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
 * Gathers exactly the examples that a job names. The topic is the store, so a trainer keeps no state and any replica can take
 * any job. It is read from the time on that the job names; what came before is read only where some examples were not found
 * after it.
 */
@ApplicationScoped
public class ExampleReader {

    private static final Logger LOG = Logger.getLogger(ExampleReader.class);
    private static final Duration POLL = Duration.ofMillis(500);

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
     * What is wanted of the examples, in the order of their ids; waits for those that have not arrived yet, and for the broker.
     *
     * @param since no example was written before; null where that is not known
     * @param wanted of each example, which is not kept itself
     * @throws TrainingException if some are still missing when the time is up
     */
    <T> List<T> read(List<String> ids, Instant since, Function<TrainingExample, T> wanted) {
        Gathering<T> gathering = new Gathering<>(ids, wanted);
        try (Consumer<String, String> consumer = consumers.get()) {
            List<TopicPartition> partitions = answered(() -> partitions(consumer));
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = answered(() -> consumer.endOffsets(partitions));
            answered(() -> starts(consumer, partitions, since, ends)).forEach(consumer::seek);
            boolean fromTheBeginning = since == null;
            Instant through = null;
            while (!gathering.isComplete()) {
                for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                    gathering.take(parse(record));
                }
                if (!gathering.isComplete() && isThrough(consumer, ends)) {
                    if (!fromTheBeginning) {
                        LOG.debugf("%d examples are not among the newer ones", gathering.missing());
                        consumer.seekToBeginning(partitions);
                        fromTheBeginning = true;
                    } else if (through == null) {
                        through = Instant.now();
                    } else if (Instant.now().isAfter(through.plus(timeout))) {
                        throw tooLate(gathering, ids.size());
                    }
                }
            }
        }
        return gathering.inOrder();
    }

    private TrainingException tooLate(Gathering<?> gathering, int wanted) {
        return new TrainingException(
                gathering.missing() + " of the job's " + wanted + " examples did not arrive within "
                        + timeout.toSeconds() + " s, for one " + gathering.oneMissing()
                        + "; trainer.example-timeout sets how long to wait");
    }

    private static Map<TopicPartition, Long> starts(
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

    private static boolean isThrough(Consumer<String, String> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> answered(() -> consumer.position(end.getKey())) >= end.getValue());
    }

    private List<TopicPartition> partitions(Consumer<String, String> consumer) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /** A broker that is away is no reason to give a job up. */
    private static <A> A answered(Supplier<A> question) {
        while (true) {
            try {
                return question.get();
            } catch (TimeoutException e) {
                LOG.debugf("the broker does not answer: %s", e.getMessage());
            }
        }
    }

    private static TrainingExample parse(ConsumerRecord<String, String> record) {
        try {
            return Json.mapper().readValue(record.value(), TrainingExample.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            LOG.warnf(
                    "passed over what is no training example: %s-%d offset %d",
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

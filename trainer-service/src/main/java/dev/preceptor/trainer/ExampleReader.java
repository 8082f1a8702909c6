package dev.preceptor.trainer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Gathers exactly the examples that a job names. The topic is the store: it is read from its beginning for each job, so a
 * trainer keeps no state and any replica can take any job.
 */
@ApplicationScoped
public class ExampleReader {

    private static final Logger LOG = Logger.getLogger(ExampleReader.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Map<String, Object> client;
    private final Duration timeout;
    private final String topic;

    ExampleReader(
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TrainerConfiguration configuration,
            TopicNames names) {
        this.client = new HashMap<>(kafka);
        this.client.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        this.timeout = configuration.exampleTimeout();
        this.topic = names.of(Topic.TRAINING_EXAMPLES);
    }

    /**
     * The job's examples, in the order of its ids; waits for those that have not arrived yet, and for the broker.
     *
     * @throws TrainingException if some are still missing when the time is up
     */
    public List<TrainingExample> read(TrainingJob job) {
        Set<String> missing = new HashSet<>(job.exampleIds());
        Map<String, TrainingExample> found = new HashMap<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings())) {
            List<TopicPartition> partitions = partitions(consumer);
            Instant end = Instant.now().plus(timeout);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!missing.isEmpty()) {
                for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                    TrainingExample example = parse(record);
                    if (example != null && missing.remove(example.id())) {
                        found.put(example.id(), example);
                    }
                }
                if (!missing.isEmpty() && Instant.now().isAfter(end)) {
                    throw new TrainingException(
                            missing.size() + " of the job's " + job.exampleIds().size()
                                    + " examples did not arrive within " + timeout.toSeconds()
                                    + " s, for one " + missing.iterator().next()
                                    + "; trainer.example-timeout sets how long to wait");
                }
            }
        }
        return job.exampleIds().stream().map(found::get).toList();
    }

    /** A broker that is away is no reason to give a job up. */
    private List<TopicPartition> partitions(KafkaConsumer<String, String> consumer) {
        while (true) {
            try {
                return consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
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

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return settings;
    }
}

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The broker as this program sees it: events in, and all that the teacher wrote. */
final class Topics implements AutoCloseable {

    private static final int PARTITIONS = 8;
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Event> read = new ArrayList<>();

    Topics(String broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            List<NewTopic> topics = new ArrayList<>();
            for (Topic topic : Topic.values()) {
                int partitions = topic == Topic.TEACHER_CALLS ? 1 : PARTITIONS;
                String policy = topic.layout() == Topic.Layout.SPREAD ? "delete" : "compact";
                topics.add(new NewTopic(topic.topicName(), partitions, (short) 1)
                        .configs(Map.of("cleanup.policy", policy)));
                topics.add(new NewTopic(topic.deadLetters(), 1, (short) 1));
            }
            admin.createTopics(topics).all().get();
        }
        producer = new KafkaProducer<>(
                // On a busy machine the broker may answer after minutes.
                Map.of("bootstrap.servers", broker, "acks", "all", "delivery.timeout.ms", 600_000),
                new StringSerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        partitions.add(new TopicPartition(Topic.TEACHER_CALLS.topicName(), 0));
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new TopicPartition(Topic.REFINEMENTS.topicName(), i));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    void send(Topic topic, List<? extends Event> events) throws Exception {
        List<Future<?>> sent = new ArrayList<>();
        for (Event event : events) {
            byte[] value = Json.mapper().writeValueAsBytes(event);
            sent.add(producer.send(new ProducerRecord<>(topic.topicName(), event.key(), value)));
        }
        for (Future<?> each : sent) {
            each.get();
        }
    }

    /** Reads on until the condition holds. */
    void readUntil(BooleanSupplier condition, Duration atMost) throws IOException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the teacher did not come to an end within " + atMost.toSeconds() + " s");
            }
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                Class<? extends Event> type = record.topic().equals(Topic.TEACHER_CALLS.topicName())
                        ? Topic.TEACHER_CALLS.eventType()
                        : Topic.REFINEMENTS.eventType();
                read.add(Json.mapper().readValue(record.value(), type));
            }
        }
    }

    /** Reads on for a while, so that what was delivered twice has come to an end. */
    void settle() throws IOException {
        long end = System.nanoTime() + SETTLING.toNanos();
        readUntil(() -> System.nanoTime() > end, SETTLING.multipliedBy(2));
    }

    /** What was read of one type about one run, in the order of each partition. */
    <E extends Event> List<E> of(Class<E> type, String runId) {
        return read.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(event -> event.runId().equals(runId))
                .toList();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        consumer.close();
    }
}

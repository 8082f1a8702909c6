package dev.preceptor.teacher.batch;

import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teaching.RefinementRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/** Reads the requests that wait for batches, in a thread of its own, and commits the offsets of those that are done. */
public final class Batches implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Batches.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int SESSION_MILLIS = 10_000;

    /**
     * The topics, by their full names.
     *
     * @param group the consumer group of the waiting requests
     */
    public record Topics(String requests, String runs, String group) {}

    private final Map<String, Object> broker;
    private final Topics topics;
    private final BatchContext context;
    private final CancelledRuns cancelledRuns;
    private final BatchDesk desk;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param broker the client's settings: bootstrap servers and security
     * @param processor processes a request after its batch: with this answer or, if it is null, by asking its teacher
     */
    public Batches(
            Map<String, Object> broker,
            Topics topics,
            BatchContext context,
            BiConsumer<RefinementRequest, Answer> processor,
            MeterRegistry meters) {
        this.broker = broker;
        this.topics = topics;
        this.context = context;
        this.cancelledRuns = new CancelledRuns(broker, topics.runs());
        this.desk = new BatchDesk(
                context,
                new RequestReader(broker, context.shutdown()),
                cancelledRuns::contains,
                processor::accept,
                new BatchMetrics(meters));
        this.thread = new Thread(this::read, "teacher-batches");
        this.thread.setDaemon(true);
    }

    public void start() {
        cancelledRuns.start();
        thread.start();
    }

    private void read() {
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            consumer.subscribe(List.of(topics.requests()), new Listener());
            while (!closed) {
                try {
                    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                    records.forEach(desk::admit);
                    desk.step(records.isEmpty());
                    commit(consumer);
                } catch (WakeupException e) {
                    throw e;
                } catch (KafkaException e) {
                    LOG.debugf("the topic %s cannot be read: %s", topics.requests(), e.getMessage());
                    context.shutdown().sleep(POLL);
                }
            }
        } catch (WakeupException | ShuttingDownException e) {
            LOG.debug("reading ends");
        }
    }

    private void commit(KafkaConsumer<String, byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        desk.toCommit().forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
        if (!offsets.isEmpty()) {
            consumer.commitSync(offsets);
        }
    }

    private KafkaConsumer<String, byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "preceptor-teacher-batches");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, topics.group());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        closed = true;
        cancelledRuns.close();
    }

    private final class Listener implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            desk.assigned(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            desk.revoked(partitions);
        }
    }
}

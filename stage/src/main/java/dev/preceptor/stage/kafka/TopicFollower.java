package dev.preceptor.stage.kafka;

import dev.preceptor.stage.shutdown.ShutdownSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Follows a topic in a thread of its own, from its first record until it is closed. It waits for a topic that does not exist yet, and for a broker
 * that does not answer.
 */
public final class TopicFollower implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TopicFollower.class);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, Object> broker;
    private final String topic;
    private final String clientId;
    private final Consumer<ConsumerRecord<String, byte[]>> reader;
    private final Thread thread;
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /**
     * @param broker the client's settings: bootstrap servers and security
     * @param clientId also the name of the thread
     * @param reader called in the follower's thread, for each record in the order of its partition; the value of a deletion is null
     */
    public TopicFollower(
            Map<String, Object> broker,
            String topic,
            String clientId,
            Consumer<ConsumerRecord<String, byte[]>> reader) {
        this.broker = broker;
        this.topic = topic;
        this.clientId = clientId;
        this.reader = reader;
        this.thread = new Thread(this::follow, clientId);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /**
     * Blocks until every record was read that was written before this call.
     *
     * @throws TopicReadException if that takes longer than the timeout
     */
    public void awaitEnd(Duration timeout) {
        CompletableFuture<Void> readToEnd = new CompletableFuture<>();
        waiting.add(readToEnd);
        try {
            readToEnd.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        } catch (TimeoutException | ExecutionException e) {
            throw new TopicReadException(
                    "the topic " + topic + " was not read to its end within " + timeout.toSeconds() + " s", e);
        } finally {
            waiting.remove(readToEnd);
        }
    }

    private void follow() {
        try (KafkaConsumer<String, byte[]> consumer = WholeTopicConsumer.create(broker, clientId)) {
            List<TopicPartition> partitions = List.of();
            while (!closed) {
                try {
                    if (partitions.isEmpty()) {
                        partitions = partitions(consumer);
                        consumer.assign(partitions);
                        consumer.seekToBeginning(partitions);
                    } else {
                        consumer.poll(POLL_TIMEOUT).forEach(reader);
                        completeWaiting(consumer, partitions);
                    }
                } catch (KafkaException e) {
                    LOG.debugf("the topic %s cannot be read: %s", topic, e.getMessage());
                    pause();
                }
            }
        }
    }

    /** Empty while the topic does not exist. */
    private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
        List<PartitionInfo> found = consumer.partitionsFor(topic, METADATA_TIMEOUT);
        if (found == null || found.isEmpty()) {
            pause();
            return List.of();
        }
        return found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private void completeWaiting(KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions) {
        List<CompletableFuture<Void>> pending = new ArrayList<>(waiting);
        if (pending.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, METADATA_TIMEOUT);
        while (!closed && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL_TIMEOUT).forEach(reader);
        }
        pending.forEach(readToEnd -> readToEnd.complete(null));
        waiting.removeAll(pending);
    }

    private void pause() {
        try {
            Thread.sleep(POLL_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}

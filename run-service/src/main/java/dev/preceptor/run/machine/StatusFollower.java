package dev.preceptor.run.machine;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.ReplicaStatus;
import dev.preceptor.run.job.ConsumerThread;
import dev.preceptor.stage.deadletter.queue.DeadLetter;
import dev.preceptor.stage.deadletter.queue.DeadLetterSummary;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Follows the topic of service states and all topics of dead letters with one consumer that joins no group. It begins with the states of
 * the last half minute and with the newest dead letters.
 */
@ApplicationScoped
class StatusFollower implements ConsumerThread.Listener {

    private static final Logger LOG = Logger.getLogger(StatusFollower.class);
    /** After the topics were created. */
    private static final int LATE = 10_000;

    private final TopicNames names;
    private final Set<String> deadLetterTopics;
    private final Replicas replicas = new Replicas();
    private final DeadLetterIndex letters = new DeadLetterIndex();
    private final ConsumerThread thread;

    StatusFollower(KafkaClient client, TopicNames names) {
        this.names = names;
        this.deadLetterTopics =
                Arrays.stream(Topic.values()).map(names::deadLetters).collect(Collectors.toSet());
        Map<String, Object> settings = new HashMap<>(client.settings());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "preceptor-machine-room");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.thread = new ConsumerThread("machine-room", settings, this);
    }

    void atStart(@Observes @Priority(LATE) StartupEvent event) {
        thread.start();
    }

    Replicas replicas() {
        return replicas;
    }

    DeadLetterIndex letters() {
        return letters;
    }

    @Override
    public void begin(Consumer<String, byte[]> consumer) {
        TopicPartition status = new TopicPartition(names.of(Topic.SERVICE_STATUS), 0);
        List<TopicPartition> dead = new ArrayList<>();
        boolean hasStatus = false;
        for (var topic : consumer.listTopics().entrySet()) {
            hasStatus |= topic.getKey().equals(status.topic());
            if (deadLetterTopics.contains(topic.getKey())) {
                topic.getValue()
                        .forEach(partition -> dead.add(new TopicPartition(topic.getKey(), partition.partition())));
            }
        }
        List<TopicPartition> all = new ArrayList<>(dead);
        if (hasStatus) {
            all.add(status);
        }
        consumer.assign(all);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(dead);
        Map<TopicPartition, Long> ends = consumer.endOffsets(dead);
        dead.forEach(partition ->
                consumer.seek(partition, Math.max(starts.get(partition), ends.get(partition) - DeadLetterIndex.MOST)));
        if (hasStatus) {
            seekToPresent(consumer, status);
        }
    }

    private static void seekToPresent(Consumer<String, byte[]> consumer, TopicPartition status) {
        long since = Instant.now().minus(Replicas.GONE_AFTER).toEpochMilli();
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(status, since)).get(status);
        if (first == null) {
            consumer.seekToEnd(List.of(status));
        } else {
            consumer.seek(status, first.offset());
        }
    }

    @Override
    public void polled(Consumer<String, byte[]> consumer, ConsumerRecords<String, byte[]> records) {
        for (ConsumerRecord<String, byte[]> record : records) {
            if (deadLetterTopics.contains(record.topic())) {
                letters.add(DeadLetterSummary.of(DeadLetter.of(record), false, names));
            } else {
                seen(record);
            }
        }
    }

    private void seen(ConsumerRecord<String, byte[]> record) {
        try {
            ReplicaStatus status = Json.mapper().readValue(record.value(), ReplicaStatus.class);
            if (status.id() != null && status.at() != null) {
                replicas.seen(status);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debugf("the state at offset %d cannot be read: %s", record.offset(), e.getMessage());
        }
    }

    @Override
    public void end() {
        // What was read is kept: the next consumer begins with the same letters.
    }

    @PreDestroy
    void stop() {
        thread.close();
    }
}

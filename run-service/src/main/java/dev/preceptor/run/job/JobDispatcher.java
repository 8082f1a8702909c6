package dev.preceptor.run.job;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Performs the jobs of the partitions that this instance owns in its consumer group. It reads an assigned partition from its
 * beginning to its end, and only then starts the jobs that have not ended. When a partition is revoked, its jobs are stopped here.
 * No offsets are committed.
 */
final class JobDispatcher implements ConsumerThread.Listener, ConsumerRebalanceListener {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    /** Starts the thread of a job. */
    interface Starter {
        JobThread start(Topic topic, Job job);
    }

    private final Map<String, Topic> topics;
    private final Starter starter;
    private final Map<TopicPartition, OwnedPartition> owned = new HashMap<>();
    private Consumer<String, byte[]> consumer;

    /** @param topics of the jobs */
    JobDispatcher(TopicNames names, Collection<Topic> topics, Starter starter) {
        this.topics = topics.stream().collect(Collectors.toMap(names::of, Function.identity()));
        this.starter = starter;
    }

    @Override
    public void begin(Consumer<String, byte[]> newConsumer) {
        consumer = newConsumer;
        consumer.subscribe(topics.keySet(), this);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        consumer.seekToBeginning(partitions);
        consumer.endOffsets(partitions).forEach((partition, end) -> {
            Topic topic = topics.get(partition.topic());
            owned.put(partition, new OwnedPartition(end, job -> starter.start(topic, job)));
        });
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        stop(partitions.stream().map(owned::remove).filter(Objects::nonNull).toList());
    }

    @Override
    public void polled(Consumer<String, byte[]> same, ConsumerRecords<String, byte[]> records) {
        for (ConsumerRecord<String, byte[]> record : records) {
            OwnedPartition partition = owned.get(new TopicPartition(record.topic(), record.partition()));
            if (partition != null) {
                partition.read(record.key(), JobRecord.jobOf(record));
            }
        }
        owned.forEach((partition, its) -> its.startJobs(same.position(partition)));
    }

    @Override
    public void end() {
        stop(List.copyOf(owned.values()));
        owned.clear();
    }

    private static void stop(List<OwnedPartition> partitions) {
        partitions.forEach(OwnedPartition::stop);
        Instant deadline = Instant.now().plus(LONGEST_STOP);
        try {
            for (OwnedPartition partition : partitions) {
                partition.join(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.preceptor.run.job;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.run.stream.LedgersNotReadyException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The latest record of every job, of all partitions: every instance answers for all jobs. It follows the topics without a consumer
 * group. Thread-safe.
 */
final class JobTable implements ConsumerThread.Listener {

    private final TopicNames names;
    private final Collection<Topic> topics;
    private final Map<Topic, Map<String, Job>> jobs = new HashMap<>();
    private final Map<TopicPartition, Long> read = new HashMap<>();
    private Map<TopicPartition, Long> ends;
    private boolean complete;

    /** @param topics of the jobs */
    JobTable(TopicNames names, Collection<Topic> topics) {
        this.names = names;
        this.topics = List.copyOf(topics);
        topics.forEach(topic -> jobs.put(topic, new HashMap<>()));
    }

    /** @throws LedgersNotReadyException until the topics have been read to their ends */
    synchronized Optional<Job> find(Topic topic, String id) {
        requireComplete();
        return Optional.ofNullable(jobs.get(topic).get(id));
    }

    /** @throws LedgersNotReadyException until the topics have been read to their ends */
    synchronized List<Job> all(Topic topic) {
        requireComplete();
        return List.copyOf(jobs.get(topic).values());
    }

    /** Waits until a record has been read. Returns whether it was read in time. */
    synchronized boolean await(RecordMetadata record, Duration timeout) throws InterruptedException {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        long deadline = System.nanoTime() + timeout.toNanos();
        while (read.getOrDefault(partition, -1L) < record.offset()) {
            long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (remaining <= 0) {
                return false;
            }
            wait(remaining);
        }
        return true;
    }

    private void requireComplete() {
        if (!complete) {
            throw new LedgersNotReadyException();
        }
    }

    @Override
    public void begin(Consumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> partitionsOf(topic, consumer).stream())
                .toList();
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, next(partition));
        }
        ends = consumer.endOffsets(partitions);
    }

    private synchronized long next(TopicPartition partition) {
        return read.getOrDefault(partition, -1L) + 1;
    }

    private List<TopicPartition> partitionsOf(Topic topic, Consumer<String, byte[]> consumer) {
        String name = names.of(topic);
        List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                .map(partition -> new TopicPartition(name, partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new UnknownTopicOrPartitionException("the topic " + name + " does not exist yet");
        }
        return partitions;
    }

    @Override
    public synchronized void polled(Consumer<String, byte[]> consumer, ConsumerRecords<String, byte[]> records) {
        records.forEach(this::put);
        complete =
                complete || ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        notifyAll();
    }

    private void put(ConsumerRecord<String, byte[]> record) {
        Topic topic = names.topic(record.topic()).orElseThrow();
        JobRecord.jobOf(record).ifPresentOrElse(job -> jobs.get(topic).put(record.key(), job), () -> jobs.get(topic)
                .remove(record.key()));
        read.merge(new TopicPartition(record.topic(), record.partition()), record.offset(), Math::max);
    }

    @Override
    public void end() {
        // What was read stays readable while the broker is away.
    }
}

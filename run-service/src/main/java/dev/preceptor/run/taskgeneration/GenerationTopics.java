package dev.preceptor.run.taskgeneration;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.DraftTrial;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.run.topic.EventPublisher;
import dev.preceptor.stage.kafka.PartitionReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A generation's view of the topics: sends draft requests and drafts, and receives drafts, trials, entries of the budget's log and the
 * run that the tasks are for. It joins no consumer group and commits no offsets. Errors of Kafka's consumer are thrown as they are.
 * Not thread-safe.
 */
final class GenerationTopics implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    /** The receivers of what is read. */
    record Receivers(Generation generation, GenerationBill bill, FollowedRun run) {}

    private final TopicNames names;
    private final String keys;
    private final Receivers receivers;
    private final KafkaConsumer<String, String> consumer;
    private final EventPublisher publisher;
    private Collection<TopicPartition> calls = List.of();

    /** @param client Kafka client settings, including {@code bootstrap.servers} */
    GenerationTopics(
            Map<String, Object> client,
            TopicNames names,
            EventPublisher publisher,
            String draftsId,
            Receivers receivers) {
        this.names = names;
        this.keys = draftsId + "/";
        this.receivers = receivers;
        this.publisher = publisher;
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        settings.put("allow.auto.create.topics", "false");
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    /** Passes what exists to the receivers. Existing dead letters are skipped, because their events are sent again. */
    void readExisting() {
        calls = partitions(names.of(Topic.TEACHER_CALLS));
        List<TopicPartition> events = new ArrayList<>(calls);
        events.addAll(partitions(names.of(Topic.RUNS)));
        events.addAll(partitions(names.of(Topic.DRAFTS)));
        events.addAll(partitions(names.of(Topic.DRAFT_TRIALS)));
        List<TopicPartition> letters = new ArrayList<>(partitions(names.deadLetters(Topic.DRAFT_REQUESTS)));
        letters.addAll(partitions(names.deadLetters(Topic.DRAFTS)));
        List<TopicPartition> all = new ArrayList<>(events);
        all.addAll(letters);
        consumer.assign(all);
        consumer.seekToBeginning(events);
        consumer.seekToEnd(letters);
        letters.forEach(consumer::position);
        PartitionReader.readToEnd(consumer, events, this::receive);
    }

    /** Polls once, and passes new events to the receivers. */
    void poll() {
        consumer.poll(POLL).forEach(this::receive);
    }

    /** Reads all entries of the budget's log that exist now. */
    void readBill() {
        PartitionReader.readToEnd(consumer, calls, this::receive);
    }

    /**
     * Sends events, and returns after all in-sync replicas have them.
     *
     * @throws dev.preceptor.run.topic.BrokerUnavailableException if the broker does not answer in time
     */
    void send(List<Event> events) {
        for (Event event : events) {
            publisher.publish(event instanceof DraftRequest ? Topic.DRAFT_REQUESTS : Topic.DRAFTS, event);
        }
    }

    private Collection<TopicPartition> partitions(String topic) {
        var found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            throw new UnknownTopicOrPartitionException("the broker has no topic " + topic);
        }
        return found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private void receive(ConsumerRecord<String, String> record) {
        if (record.key() == null) {
            return;
        }
        if (record.topic().equals(names.of(Topic.RUNS))) {
            if (receivers.run().isFollowed(record.key())) {
                receivers.run().take(record.value() == null ? null : read(record, Run.class));
            }
        } else if (record.value() == null) {
            return;
        } else if (record.topic().equals(names.of(Topic.TEACHER_CALLS))) {
            if (receivers.bill().mayConcern(record.key())) {
                receivers.bill().take(read(record, TeacherCall.class));
            }
        } else if (record.key().startsWith(keys)) {
            receiveOwn(record);
        }
    }

    private void receiveOwn(ConsumerRecord<String, String> record) {
        if (record.topic().equals(names.of(Topic.DRAFTS))) {
            receivers.generation().take(read(record, Draft.class));
        } else if (record.topic().equals(names.of(Topic.DRAFT_TRIALS))) {
            receivers.generation().take(read(record, DraftTrial.class));
        } else {
            receivers
                    .generation()
                    .lost(
                            Integer.parseInt(record.key().substring(keys.length())),
                            "a service could not process it; the topic " + record.topic()
                                    + " has the dead letter with the reason");
        }
    }

    private static <T> T read(ConsumerRecord<String, String> record, Class<T> type) {
        try {
            return Json.mapper().readValue(record.value(), type);
        } catch (JsonProcessingException e) {
            throw new UnreadableRecordException(
                    "the record at offset " + record.offset() + " of " + record.topic() + "-" + record.partition()
                            + " cannot be read: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}

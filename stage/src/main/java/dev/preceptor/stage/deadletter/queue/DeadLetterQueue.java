package dev.preceptor.stage.deadletter.queue;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.stage.kafka.PartitionReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The dead letters of all topics of an installation. A read returns those that are there when it begins. Every method throws
 * {@link KafkaException} if the broker does not answer. Not thread-safe.
 */
public final class DeadLetterQueue implements AutoCloseable {

    private static final String REPLAY_GROUP = "preceptor-dlq-replay";

    private final Map<String, Object> client;
    private final TopicNames names;
    private final String replayGroup;
    private final KafkaConsumer<String, byte[]> consumer;

    /** @param client settings of the Kafka clients, {@code bootstrap.servers} among them */
    public DeadLetterQueue(Map<String, Object> client, TopicNames names) {
        this.client = Map.copyOf(client);
        this.names = names;
        this.replayGroup = replayGroup(names);
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("group.id", replayGroup);
        settings.put("enable.auto.commit", "false");
        settings.put("isolation.level", "read_committed");
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** The consumer group whose committed offsets record which letters were sent again, see {@link ReplayedOffsets}. */
    public static String replayGroup(TopicNames names) {
        return names.group(REPLAY_GROUP);
    }

    /**
     * All dead letters, sorted by origin and time.
     *
     * @param origin the full name of the topic that they came from; null for all
     */
    public List<DeadLetter> letters(String origin) {
        Collection<TopicPartition> partitions = partitions(origin);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return read(partitions).stream()
                .sorted(Comparator.comparing(DeadLetter::origin).thenComparing(DeadLetter::time))
                .toList();
    }

    /** The dead letter at this address; empty if there is none. */
    public Optional<DeadLetter> letter(DeadLetterAddress address) {
        TopicPartition partition = address.topicPartition();
        Set<TopicPartition> one = Set.of(partition);
        if (!partitions(null).contains(partition)) {
            return Optional.empty();
        }
        consumer.assign(one);
        if (address.offset() < consumer.beginningOffsets(one).get(partition)
                || address.offset() >= consumer.endOffsets(one).get(partition)) {
            return Optional.empty();
        }
        consumer.seek(partition, address.offset());
        return read(one).stream()
                .filter(letter -> letter.address().equals(address))
                .findFirst();
    }

    /** The addresses of those of these letters that were sent again. */
    public Set<DeadLetterAddress> replayed(Collection<DeadLetter> letters) {
        Map<TopicPartition, ReplayedOffsets> replayed = replayedOffsets(letters);
        return letters.stream()
                .map(DeadLetter::address)
                .filter(address -> replayed.get(address.topicPartition()).contains(address.offset()))
                .collect(Collectors.toSet());
    }

    /**
     * All dead letters from a topic that have their events, for {@link #replay}.
     *
     * @param origin the full name of the topic that they came from; null for all
     */
    public List<DeadLetter> replayable(String origin) {
        return letters(origin).stream().filter(DeadLetter::hasEvent).toList();
    }

    /**
     * The dead letter at this address, for {@link #replay}; empty if there is none.
     *
     * @throws ReplayException if it has no event
     */
    public Optional<DeadLetter> replayable(DeadLetterAddress address) {
        Optional<DeadLetter> found = letter(address);
        if (found.isPresent() && !found.get().hasEvent()) {
            throw new ReplayException("the dead letter " + address
                    + " holds no event (too large, or empty from the start), so it cannot be replayed");
        }
        return found;
    }

    /**
     * Sends those of these letters that were not sent before to the topics that they came from, and returns them.
     *
     * @throws ReplayException if nothing was sent
     */
    public List<DeadLetter> replay(List<DeadLetter> letters) {
        return new Replay(client, names, this).send(letters);
    }

    String replayGroup() {
        return replayGroup;
    }

    Map<TopicPartition, ReplayedOffsets> replayedOffsets(Collection<DeadLetter> letters) {
        Set<TopicPartition> partitions = letters.stream()
                .map(letter -> letter.address().topicPartition())
                .collect(Collectors.toSet());
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
        Map<TopicPartition, ReplayedOffsets> replayed = new HashMap<>();
        partitions.forEach(partition -> replayed.put(partition, ReplayedOffsets.of(committed.get(partition))));
        return replayed;
    }

    private Collection<TopicPartition> partitions(String origin) {
        Set<String> wanted = Arrays.stream(Topic.values())
                .filter(topic -> origin == null || names.of(topic).equals(origin))
                .map(names::deadLetters)
                .collect(Collectors.toSet());
        return consumer.listTopics().entrySet().stream()
                .filter(topic -> wanted.contains(topic.getKey()))
                .flatMap(topic -> topic.getValue().stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    private List<DeadLetter> read(Collection<TopicPartition> partitions) {
        List<DeadLetter> letters = new ArrayList<>();
        PartitionReader.readToEnd(consumer, partitions, record -> letters.add(DeadLetter.of(record)));
        return letters;
    }

    @Override
    public void close() {
        consumer.close();
    }
}

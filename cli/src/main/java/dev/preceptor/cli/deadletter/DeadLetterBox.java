package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.kafka.KafkaOptions;
import dev.preceptor.cli.kafka.ReadToTheEnd;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
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

/** The dead letters of all topics, as they are now. */
final class DeadLetterBox implements AutoCloseable {

    private static final String REPLAY_GROUP = "preceptor-dlq-replay";

    private final KafkaConsumer<String, byte[]> consumer;
    private final String brokers;
    private final TopicNames names;
    private final String replayGroup;

    DeadLetterBox(KafkaOptions kafka) {
        this.brokers = kafka.brokers();
        this.names = kafka.names();
        this.replayGroup = names.group(REPLAY_GROUP);
        Map<String, Object> settings = new HashMap<>(kafka.client());
        settings.put("group.id", replayGroup);
        settings.put("enable.auto.commit", "false");
        settings.put("isolation.level", "read_committed");
        try {
            this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw wrong(e);
        }
    }

    /**
     * All letters, those of one origin in the order of their times.
     *
     * @param origin the topic that they came from; null for all
     */
    List<DeadLetter> letters(String origin) {
        try {
            Collection<TopicPartition> partitions = partitions(origin);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return read(partitions).stream()
                    .sorted(Comparator.comparing(DeadLetter::origin).thenComparing(DeadLetter::time))
                    .toList();
        } catch (KafkaException e) {
            throw wrong(e);
        }
    }

    /** @throws CommandException if there is none */
    DeadLetter letter(LetterAddress address) {
        try {
            Set<TopicPartition> one = Set.of(address.topicPartition());
            if (partitions(null).containsAll(one)) {
                consumer.assign(one);
                long end = consumer.endOffsets(one).get(address.topicPartition());
                long begin = consumer.beginningOffsets(one).get(address.topicPartition());
                if (address.offset() >= begin && address.offset() < end) {
                    consumer.seek(address.topicPartition(), address.offset());
                    Optional<DeadLetter> found = read(one).stream()
                            .filter(letter -> letter.address().equals(address))
                            .findFirst();
                    if (found.isPresent()) {
                        return found.get();
                    }
                }
            }
        } catch (KafkaException e) {
            throw wrong(e);
        }
        throw CommandException.badInput("there is no dead letter " + address + "; 'dlq list' shows those that are");
    }

    /** Whose offsets say what was sent again. */
    String replayGroup() {
        return replayGroup;
    }

    /** Which were sent again, of the partitions of these letters. */
    Map<TopicPartition, ReplayedOffsets> replayed(Collection<DeadLetter> letters) {
        Set<TopicPartition> partitions = letters.stream()
                .map(letter -> letter.address().topicPartition())
                .collect(Collectors.toSet());
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
            Map<TopicPartition, ReplayedOffsets> replayed = new HashMap<>();
            partitions.forEach(partition -> replayed.put(partition, ReplayedOffsets.of(committed.get(partition))));
            return replayed;
        } catch (KafkaException e) {
            throw wrong(e);
        }
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

    /** From where each partition stands to where it ends now. */
    private List<DeadLetter> read(Collection<TopicPartition> partitions) {
        List<DeadLetter> letters = new ArrayList<>();
        ReadToTheEnd.of(consumer, partitions, record -> letters.add(DeadLetter.of(record)));
        return letters;
    }

    private CommandException wrong(KafkaException problem) {
        return CommandException.failed(
                "no dead letters can be read from the broker at " + brokers + ": " + problem.getMessage()
                        + "; --kafka names another",
                problem);
    }

    @Override
    public void close() {
        consumer.close();
    }
}

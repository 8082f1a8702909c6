package dev.preceptor.run.machine;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.run.topic.BrokerUnavailableException;
import dev.preceptor.stage.deadletter.queue.DeadLetterQueue;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of topics and consumer groups as the broker has them. All requests share one reading, which is at most two seconds old.
 */
@ApplicationScoped
class ClusterState {

    private static final Duration FRESH = Duration.ofSeconds(2);
    /** Rates are taken over this time. */
    private static final Duration WINDOW = Duration.ofSeconds(20);

    private static final int TIMEOUT_MS = 10_000;
    private static final String GROUPS = "preceptor-";

    private final Map<String, Object> settings;
    private final TopicNames names;
    private final Deque<Reading> readings = new ArrayDeque<>();
    private Admin admin;
    private BrokerUnavailableException failure;
    private Instant failedAt = Instant.MIN;

    /**
     * What was read at one moment.
     *
     * @param starts the first offset of each partition
     * @param ends the offset after the last committed record of each partition
     * @param groups by id
     * @param committed the committed offsets of each group
     */
    record Reading(
            Instant at,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            Map<String, ConsumerGroupDescription> groups,
            Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {

        long records(TopicPartition partition) {
            return Math.max(0, ends.getOrDefault(partition, 0L) - starts.getOrDefault(partition, 0L));
        }
    }

    /** The newest reading, and the oldest one of the last seconds, to compute rates. */
    record Recent(Reading newest, Reading oldest) {}

    ClusterState(KafkaClient client, TopicNames names) {
        this.names = names;
        this.settings = new HashMap<>(client.settings());
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "preceptor-machine-room");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    }

    /** @throws BrokerUnavailableException if the broker does not answer */
    synchronized Recent recent() {
        Instant now = Instant.now();
        if (readings.isEmpty() || readings.getLast().at().isBefore(now.minus(FRESH))) {
            if (failedAt.isAfter(now.minus(FRESH))) {
                // Those that waited for the lock would wait for the broker one after the other.
                throw failure;
            }
            readings.addLast(readOrRemember());
        }
        while (readings.size() > 1 && readings.getFirst().at().isBefore(now.minus(WINDOW))) {
            readings.removeFirst();
        }
        return new Recent(readings.getLast(), readings.getFirst());
    }

    /** Makes the next request read anew. */
    synchronized void changed() {
        if (!readings.isEmpty()) {
            readings.removeLast();
        }
    }

    private Reading readOrRemember() {
        try {
            return read();
        } catch (BrokerUnavailableException e) {
            failure = e;
            failedAt = Instant.now();
            throw e;
        }
    }

    private Reading read() {
        if (admin == null) {
            admin = Admin.create(settings);
        }
        try {
            Set<String> wanted = Arrays.stream(Topic.values())
                    .flatMap(topic -> Stream.of(names.of(topic), names.deadLetters(topic)))
                    .collect(Collectors.toSet());
            wanted.retainAll(admin.listTopics().names().get());
            List<TopicPartition> partitions = partitions(
                    admin.describeTopics(wanted).allTopicNames().get().values());
            KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> starts = offsets(partitions, OffsetSpec.earliest());
            KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> ends = offsets(partitions, OffsetSpec.latest());
            List<String> groups = admin.listGroups().all().get().stream()
                    .filter(ClusterState::isOfConsumers)
                    .map(GroupListing::groupId)
                    .filter(id -> id.startsWith(names.group(GROUPS)))
                    .toList();
            KafkaFuture<Map<String, ConsumerGroupDescription>> described =
                    admin.describeConsumerGroups(groups).all();
            KafkaFuture<Map<String, Map<TopicPartition, OffsetAndMetadata>>> committed = admin.listConsumerGroupOffsets(
                            groups.stream()
                                    .collect(Collectors.toMap(
                                            Function.identity(), id -> new ListConsumerGroupOffsetsSpec())))
                    .all();
            return new Reading(Instant.now(), plain(starts), plain(ends), described.get(), committed.get());
        } catch (ExecutionException e) {
            throw new BrokerUnavailableException("the broker did not tell the state of its topics: "
                    + e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("interrupted while the broker told the state of its topics");
        }
    }

    /** Share groups and others have no committed offsets of this kind. */
    private static boolean isOfConsumers(GroupListing group) {
        return group.type()
                .map(type -> type == GroupType.CLASSIC || type == GroupType.CONSUMER)
                .orElse(true);
    }

    private static List<TopicPartition> partitions(Collection<TopicDescription> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        topics.forEach(topic -> topic.partitions()
                .forEach(partition -> partitions.add(new TopicPartition(topic.name(), partition.partition()))));
        return partitions;
    }

    private KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            List<TopicPartition> partitions, OffsetSpec spec) {
        return admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec)),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all();
    }

    private static Map<TopicPartition, Long> plain(KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets)
            throws ExecutionException, InterruptedException {
        return offsets.get().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .offset()));
    }

    /** The offsets of the group that records which dead letters were sent again. */
    Map<TopicPartition, OffsetAndMetadata> replayed() {
        return recent().newest().committed().getOrDefault(DeadLetterQueue.replayGroup(names), Map.of());
    }

    @PreDestroy
    synchronized void stop() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}

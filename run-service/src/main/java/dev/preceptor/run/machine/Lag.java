package dev.preceptor.run.machine;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.run.machine.ClusterState.Reading;
import dev.preceptor.run.machine.ClusterState.Recent;
import dev.preceptor.run.machine.TopicStatus.PartitionLag;
import dev.preceptor.run.machine.TopicStatus.Reader;
import dev.preceptor.stage.deadletter.queue.DeadLetterQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Computes topics and groups from the offsets of the broker. */
final class Lag {

    /** A rate over less time says little. */
    private static final Duration LEAST_WINDOW = Duration.ofSeconds(1);

    private final Recent recent;
    private final Reading now;
    private final TopicNames names;

    Lag(Recent recent, TopicNames names) {
        this.recent = recent;
        this.now = recent.newest();
        this.names = names;
    }

    /** All topics of the installation that exist, without their topics of dead letters. */
    List<TopicStatus> topics() {
        Map<String, Set<TopicPartition>> partitions = new HashMap<>();
        now.ends().keySet().forEach(partition -> partitions
                .computeIfAbsent(
                        partition.topic(), topic -> new TreeSet<>(Comparator.comparingInt(TopicPartition::partition)))
                .add(partition));
        List<TopicStatus> topics = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            Set<TopicPartition> own = partitions.get(names.of(topic));
            if (own != null) {
                long dead = partitions.getOrDefault(names.deadLetters(topic), Set.of()).stream()
                        .mapToLong(now::records)
                        .sum();
                topics.add(new TopicStatus(
                        names.of(topic),
                        own.stream().mapToLong(now::records).sum(),
                        perSecond(own),
                        readers(own),
                        dead));
            }
        }
        return topics;
    }

    private Double perSecond(Set<TopicPartition> partitions) {
        Duration time = Duration.between(recent.oldest().at(), now.at());
        if (time.compareTo(LEAST_WINDOW) < 0) {
            return null;
        }
        long written = partitions.stream()
                .mapToLong(partition -> now.ends().get(partition)
                        - recent.oldest()
                                .ends()
                                .getOrDefault(partition, now.ends().get(partition)))
                .sum();
        return Math.max(0, written) / (time.toMillis() / 1000.0);
    }

    private List<Reader> readers(Set<TopicPartition> partitions) {
        List<Reader> readers = new ArrayList<>();
        for (String group : new TreeSet<>(now.groups().keySet())) {
            if (group.equals(DeadLetterQueue.replayGroup(names))) {
                continue;
            }
            Map<TopicPartition, String> owners = owners(now.groups().get(group));
            List<PartitionLag> lags = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                Long lag = lag(group, partition, owners.containsKey(partition));
                if (lag != null) {
                    lags.add(new PartitionLag(partition.partition(), lag, owners.get(partition)));
                }
            }
            if (!lags.isEmpty()) {
                readers.add(new Reader(
                        group, lags.stream().mapToLong(PartitionLag::lag).sum(), lags));
            }
        }
        return readers;
    }

    /** Null if the group does not read the partition. A group that has committed nothing begins with the first record. */
    private Long lag(String group, TopicPartition partition, boolean owned) {
        OffsetAndMetadata committed =
                now.committed().getOrDefault(group, Map.of()).get(partition);
        if (committed == null) {
            return owned ? now.records(partition) : null;
        }
        return Math.max(0, now.ends().getOrDefault(partition, 0L) - committed.offset());
    }

    private static Map<TopicPartition, String> owners(ConsumerGroupDescription group) {
        Map<TopicPartition, String> owners = new HashMap<>();
        for (MemberDescription member : group.members()) {
            member.assignment().topicPartitions().forEach(partition -> owners.put(partition, name(member)));
        }
        return owners;
    }

    private static String name(MemberDescription member) {
        return member.clientId() + " at " + host(member);
    }

    /** Kafka writes an address as {@code /10.0.0.1}. */
    private static String host(MemberDescription member) {
        return member.host().replaceFirst("^/", "");
    }

    /** The groups of the installation, without the one that records replays. */
    List<GroupStatus> groups() {
        Map<String, Long> lags = new TreeMap<>();
        topics().forEach(topic ->
                topic.readers().forEach(reader -> lags.merge(reader.group(), reader.lag(), Long::sum)));
        return new TreeSet<>(now.groups().keySet())
                .stream()
                        .filter(group -> !group.equals(DeadLetterQueue.replayGroup(names)))
                        .map(group -> status(now.groups().get(group), lags.getOrDefault(group, 0L)))
                        .toList();
    }

    private static GroupStatus status(ConsumerGroupDescription group, long lag) {
        return new GroupStatus(
                group.groupId(),
                group.groupState().toString(),
                lag,
                group.members().stream()
                        .map(member -> new GroupStatus.Member(
                                member.clientId(),
                                host(member),
                                member.assignment().topicPartitions().size()))
                        .sorted(Comparator.comparing(GroupStatus.Member::client))
                        .toList());
    }
}

package dev.preceptor.run.topic;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.Topic.Layout;
import dev.preceptor.run.RunSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** How one topic is to be. */
record TopicLayout(String name, int partitions, boolean compacted) {

    /** Every topic of the system and, for each, that of its dead letters. */
    static List<TopicLayout> all(int partitions) {
        List<TopicLayout> layouts = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            boolean single = topic.layout() == Layout.COMPACTED_IN_ONE_PARTITION;
            layouts.add(new TopicLayout(topic.topicName(), single ? 1 : partitions, topic.layout() != Layout.SPREAD));
            layouts.add(new TopicLayout(topic.deadLetters(), partitions, false));
        }
        return layouts;
    }

    NewTopic newTopic(RunSettings.Topics settings) {
        return new NewTopic(name, partitions, settings.replication())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        policy(),
                        TopicConfig.RETENTION_MS_CONFIG,
                        String.valueOf(settings.retentionMs()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        String.valueOf(settings.maxMessageBytes())));
    }

    /** What is wrong with a topic that is there already; empty where it will do. */
    Optional<String> problem(int actualPartitions, String actualPolicy) {
        if (actualPartitions != partitions) {
            return Optional.of("the topic " + name + " has " + actualPartitions + " partitions, expected " + partitions
                    + ": events of a task must fall into partitions of equal number in all topics");
        }
        if (!policy().equals(actualPolicy)) {
            return Optional.of("the topic " + name + " has cleanup.policy=" + actualPolicy + ", expected " + policy()
                    + ": set it with kafka-configs.sh --alter");
        }
        return Optional.empty();
    }

    private String policy() {
        return compacted ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE;
    }
}

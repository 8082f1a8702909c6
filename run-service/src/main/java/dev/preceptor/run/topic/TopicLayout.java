package dev.preceptor.run.topic;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.Topic.Layout;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.run.RunSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The layout that one topic should have.
 *
 * @param recent whether its records are kept for about an hour only, whatever the settings say
 */
record TopicLayout(String name, int partitions, boolean compacted, boolean recent) {

    private static final String AN_HOUR_MS = "3600000";
    private static final String TEN_MINUTES_MS = "600000";

    TopicLayout(String name, int partitions, boolean compacted) {
        this(name, partitions, compacted, false);
    }

    /** Every topic of the system, each with its topic of dead letters. */
    static List<TopicLayout> all(TopicNames names, int partitions) {
        List<TopicLayout> layouts = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            Layout layout = topic.layout();
            boolean single = layout == Layout.COMPACTED_IN_ONE_PARTITION || layout == Layout.RECENT;
            boolean compacted = layout == Layout.COMPACTED || layout == Layout.COMPACTED_IN_ONE_PARTITION;
            layouts.add(new TopicLayout(names.of(topic), single ? 1 : partitions, compacted, layout == Layout.RECENT));
            layouts.add(new TopicLayout(names.deadLetters(topic), partitions, false));
        }
        return layouts;
    }

    NewTopic newTopic(RunSettings.Topics settings) {
        return new NewTopic(name, partitions, settings.replication()).configs(configuration(settings));
    }

    /** The differences between an existing topic and this layout, a line each; none where the topic can be used. */
    List<String> problems(
            int actualPartitions, int actualReplication, UnaryOperator<String> actual, RunSettings.Topics settings) {
        List<String> problems = new ArrayList<>();
        if (actualReplication < settings.replication()) {
            problems.add("the topic " + name + " is kept on " + actualReplication + " brokers, expected "
                    + settings.replication() + ": add them with kafka-reassign-partitions.sh, or say what you want in"
                    + " run.topics");
        }
        if (actualPartitions != partitions) {
            problems.add("the topic " + name + " has " + actualPartitions + " partitions, expected " + partitions
                    + ": events of a task must fall into partitions of equal number in all topics");
        }
        configuration(settings).forEach((key, expected) -> {
            String value = actual.apply(key);
            boolean matters =
                    switch (key) {
                        case TopicConfig.RETENTION_MS_CONFIG -> !compacted;
                        // With fewer brokers than that nothing could be written.
                        case TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG ->
                            actualReplication >= settings.minInSyncReplicas();
                        default -> true;
                    };
            if (matters && !expected.equals(value)) {
                problems.add("the topic " + name + " has " + key + "=" + value + ", expected " + expected
                        + ": set it with kafka-configs.sh --alter"
                        + (key.equals(TopicConfig.CLEANUP_POLICY_CONFIG)
                                ? ""
                                : ", or say what you want in run.topics"));
            }
        });
        return problems;
    }

    private Map<String, String> configuration(RunSettings.Topics settings) {
        Map<String, String> configuration = new TreeMap<>();
        configuration.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                compacted ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        configuration.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(settings.maxMessageBytes()));
        configuration.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(settings.minInSyncReplicas()));
        configuration.put(
                TopicConfig.RETENTION_MS_CONFIG, recent ? AN_HOUR_MS : String.valueOf(settings.retentionMs()));
        if (recent) {
            // Only what is in a closed segment is deleted.
            configuration.put(TopicConfig.SEGMENT_MS_CONFIG, TEN_MINUTES_MS);
        }
        return configuration;
    }
}

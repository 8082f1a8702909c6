package dev.preceptor.run.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.run.RunSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicLayoutTest {

    private final List<TopicLayout> layouts = TopicLayout.all(TopicNames.UNPREFIXED, 4);

    @Test
    void hasEachTopicAndItsDeadLetters() {
        assertThat(layouts).hasSize(2 * Topic.values().length).doesNotHaveDuplicates();
        assertThat(layouts)
                .contains(
                        new TopicLayout("runs", 4, true),
                        new TopicLayout("attempts", 4, false),
                        new TopicLayout("attempts-dlq", 4, false),
                        new TopicLayout("teacher-calls", 1, true),
                        new TopicLayout("service-status", 1, false, true));
    }

    @Test
    void tellsWhatIsWrongWithATopicThatIsThere() {
        TopicLayout calls = new TopicLayout("teacher-calls", 1, true);
        Map<String, String> asExpected = topic("compact", "1000", "604800000", "2");

        assertThat(calls.problems(1, 3, asExpected::get, SETTINGS)).isEmpty();
        assertThat(calls.problems(3, 3, asExpected::get, SETTINGS))
                .singleElement()
                .asString()
                .startsWith("the topic teacher-calls has 3 partitions, expected 1");
        assertThat(calls.problems(1, 3, topic("delete", "999", "604800000", "2")::get, SETTINGS))
                .satisfiesExactly(
                        policy -> assertThat(policy).contains("cleanup.policy=delete, expected compact"),
                        size -> assertThat(size).contains("max.message.bytes=999, expected 1000"));
    }

    @Test
    void tellsWhatWouldBeForgottenTooSoon() {
        TopicLayout attempts = new TopicLayout("attempts", 4, false);
        Map<String, String> weekly = topic("delete", "1000", "604800000", "2");

        assertThat(attempts.problems(4, 3, weekly::get, SETTINGS))
                .singleElement()
                .asString()
                .startsWith("the topic attempts has retention.ms=604800000, expected -1");
    }

    @Test
    void aRecordIsOnTwoOfThreeBrokersBeforeItCountsAsWritten() {
        NewTopic made = new TopicLayout("attempts", 4, false).newTopic(SETTINGS);

        assertThat(made.replicationFactor()).isEqualTo((short) 3);
        assertThat(made.configs()).containsEntry("min.insync.replicas", "2");
    }

    @Test
    void whatServicesSayOfThemselvesIsKeptForAnHour() {
        NewTopic made = new TopicLayout("service-status", 1, false, true).newTopic(SETTINGS);

        assertThat(made.configs())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "3600000")
                .containsEntry("segment.ms", "600000");
    }

    @Test
    void tellsWhereTooFewBrokersHaveARecord() {
        TopicLayout attempts = new TopicLayout("attempts", 4, false);

        assertThat(attempts.problems(4, 3, topic("delete", "1000", "-1", "1")::get, SETTINGS))
                .singleElement()
                .asString()
                .startsWith("the topic attempts has min.insync.replicas=1, expected 2");
        // One broker cannot have two replicas in sync: nothing could be written.
        assertThat(attempts.problems(4, 1, topic("delete", "1000", "-1", "1")::get, SETTINGS))
                .singleElement()
                .asString()
                .startsWith("the topic attempts is kept on 1 brokers, expected 3");
    }

    @Test
    void warnsOfASingleReplicaUnlessTheBrokerIsThisMachines() {
        Node here = new Node(1, "localhost", 9092);
        Node elsewhere = new Node(2, "192.0.2.1", 9092);

        assertThat(SingleReplica.warning(1, List.of(here))).isEmpty();
        assertThat(SingleReplica.warning(3, List.of(elsewhere))).isEmpty();
        assertThat(SingleReplica.warning(1, List.of(elsewhere)))
                .hasValueSatisfying(line ->
                        assertThat(line).contains("run.topics.replication").hasLineCount(1));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 2", "5, 2"})
    void byDefaultTwoBrokersOrTheOnlyOneMustHaveEachRecord(String replication, String inSync) throws IOException {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(
                        TopicLayout.class.getResource("/META-INF/microprofile-config.properties"), 100))
                .withDefaultValue("PRECEPTOR_HOME", "/home")
                .withSources(new PropertiesConfigSource(Map.of("run.topics.replication", replication), "person", 200))
                .build();

        assertThat(config.getValue("run.topics.min-in-sync-replicas", String.class))
                .isEqualTo(inSync);
        assertThat(config.getValue("kafka-streams.topic.min.insync.replicas", String.class))
                .isEqualTo(inSync);
    }

    private static Map<String, String> topic(String policy, String bytes, String retention, String inSync) {
        return Map.of(
                "cleanup.policy", policy,
                "max.message.bytes", bytes,
                "retention.ms", retention,
                "min.insync.replicas", inSync);
    }

    private static final RunSettings.Topics SETTINGS = new RunSettings.Topics() {
        @Override
        public int partitions() {
            return 4;
        }

        @Override
        public short replication() {
            return 3;
        }

        @Override
        public int minInSyncReplicas() {
            return 2;
        }

        @Override
        public long retentionMs() {
            return -1;
        }

        @Override
        public int maxMessageBytes() {
            return 1000;
        }

        @Override
        public Duration brokerWithin() {
            return Duration.ofSeconds(1);
        }
    };
}

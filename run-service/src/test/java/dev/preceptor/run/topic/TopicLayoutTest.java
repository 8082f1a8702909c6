package dev.preceptor.run.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.run.RunSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
                        new TopicLayout("teacher-calls", 1, true));
    }

    @Test
    void tellsWhatIsWrongWithATopicThatIsThere() {
        TopicLayout calls = new TopicLayout("teacher-calls", 1, true);
        Map<String, String> asExpected =
                Map.of("cleanup.policy", "compact", "max.message.bytes", "1000", "retention.ms", "604800000");

        assertThat(calls.problems(1, asExpected::get, SETTINGS)).isEmpty();
        assertThat(calls.problems(3, asExpected::get, SETTINGS))
                .singleElement()
                .asString()
                .startsWith("the topic teacher-calls has 3 partitions, expected 1");
        assertThat(calls.problems(1, Map.of("cleanup.policy", "delete", "max.message.bytes", "999")::get, SETTINGS))
                .satisfiesExactly(
                        policy -> assertThat(policy).contains("cleanup.policy=delete, expected compact"),
                        size -> assertThat(size).contains("max.message.bytes=999, expected 1000"));
    }

    @Test
    void tellsWhatWouldBeForgottenTooSoon() {
        TopicLayout attempts = new TopicLayout("attempts", 4, false);
        Map<String, String> weekly =
                Map.of("cleanup.policy", "delete", "max.message.bytes", "1000", "retention.ms", "604800000");

        assertThat(attempts.problems(4, weekly::get, SETTINGS))
                .singleElement()
                .asString()
                .startsWith("the topic attempts has retention.ms=604800000, expected -1");
    }

    private static final RunSettings.Topics SETTINGS = new RunSettings.Topics() {
        @Override
        public int partitions() {
            return 4;
        }

        @Override
        public short replication() {
            return 1;
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

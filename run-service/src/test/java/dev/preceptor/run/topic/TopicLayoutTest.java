package dev.preceptor.run.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicLayoutTest {

    private final List<TopicLayout> layouts = TopicLayout.all(4);

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

        assertThat(calls.problem(1, "compact")).isEmpty();
        assertThat(calls.problem(3, "compact")).get().asString().startsWith("the topic teacher-calls has 3 partitions");
        assertThat(calls.problem(1, "delete")).get().asString().contains("cleanup.policy=delete, expected compact");
    }
}

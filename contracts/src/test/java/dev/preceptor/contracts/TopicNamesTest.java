package dev.preceptor.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {

    @Test
    void withoutAPrefixTheNamesAreThoseOfEarlierVersions() {
        assertThat(Arrays.stream(Topic.values()).map(TopicNames.UNPREFIXED::of))
                .containsExactly(
                        "runs",
                        "assignments",
                        "attempts",
                        "test-results",
                        "refinements",
                        "training-examples",
                        "teacher-calls",
                        "batched-requests",
                        "training-jobs",
                        "training-progress",
                        "checkpoints",
                        "evaluations",
                        "draft-requests",
                        "drafts",
                        "draft-trials",
                        "run-deletions",
                        "comparisons",
                        "task-generations",
                        "service-status");
        assertThat(TopicNames.UNPREFIXED.deadLetters(Topic.ATTEMPTS)).isEqualTo("attempts-dlq");
        assertThat(TopicNames.UNPREFIXED.group("preceptor-run")).isEqualTo("preceptor-run");
    }

    @Test
    void thePrefixBeginsEveryName() {
        TopicNames names = new TopicNames("team-a.");

        assertThat(names.of(Topic.RUNS)).isEqualTo("team-a.runs");
        assertThat(names.deadLetters(Topic.RUNS)).isEqualTo("team-a.runs-dlq");
        assertThat(names.group("preceptor-eval")).isEqualTo("team-a.preceptor-eval");
        assertThat(names.topic("team-a.attempts")).contains(Topic.ATTEMPTS);
        assertThat(names.topic("attempts")).isEmpty();
    }

    /** Whatever two prefixes are, no name of one is a name of the other: that needs a topic whose name ends in another's. */
    @Test
    void noTopicsNameEndsInAnothers() {
        List<String> all = Arrays.stream(Topic.values())
                .flatMap(topic -> Stream.of(topic.topicName(), topic.deadLetters()))
                .toList();

        assertThat(all)
                .allSatisfy(name -> assertThat(all).noneMatch(other -> !other.equals(name) && other.endsWith(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "team/a", "-team", ".", "_", "team:", "täm", "a\n"})
    void whatKafkaDoesNotTakeIsRefused(String prefix) {
        assertThatThrownBy(() -> new TopicNames(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(prefix)
                .hasMessageContaining("letters, digits, dots, underscores and hyphens");
    }

    @Test
    void thereIsRoomForTheNamesThatKafkaStreamsMakes() {
        assertThat(new TopicNames("p".repeat(100)).prefix()).hasSize(100);
        assertThatThrownBy(() -> new TopicNames("p".repeat(101))).isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.trainer.engine.TrainingException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleReaderTest {

    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant BEFORE = SINCE.minusSeconds(60);
    private static final Instant AFTER = SINCE.plusSeconds(60);

    private final ExampleTopic topic = new ExampleTopic();

    @Test
    void theExamplesComeInTheOrderOfTheirIds() {
        topic.with(3, AFTER).with(2, AFTER).with(9, AFTER).with(2, AFTER);

        assertThat(read(SINCE, 2, 3)).containsExactly(ExampleFixtures.id(2), ExampleFixtures.id(3));
    }

    @Test
    void whatWasWrittenBeforeTheJobsTimeIsNotRead() {
        topic.with(0, BEFORE).with(1, BEFORE).with(2, BEFORE).with(3, AFTER).with(4, AFTER);

        assertThat(read(SINCE, 3, 4)).hasSize(2);
        assertThat(topic.read()).containsExactly("0-2", "1-1");
    }

    /** Clocks differ, and letters that are replayed are written again. */
    @Test
    void whatIsNotAmongTheNewerOnesIsLookedForAmongTheOlder() {
        topic.with(1, BEFORE).with(2, AFTER);

        assertThat(read(SINCE, 1, 2)).containsExactly(ExampleFixtures.id(1), ExampleFixtures.id(2));
    }

    @Test
    void aJobThatTellsNoTimeIsReadForFromTheBeginning() {
        topic.with(1, BEFORE).with(2, BEFORE);

        assertThat(read(null, 1, 2)).hasSize(2);
    }

    @Test
    void whatIsNoExampleIsPassedOver() {
        topic.withRecord(0, "{", AFTER).withRecord(0, null, AFTER).with(2, AFTER);

        assertThat(read(SINCE, 2)).containsExactly(ExampleFixtures.id(2));
    }

    @Test
    void whatDoesNotArriveInTimeIsNamed() {
        topic.with(1, AFTER);

        assertThatThrownBy(() -> read(SINCE, 1, 2))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("1 of the job's 2 examples")
                .hasMessageContaining(ExampleFixtures.id(2))
                .hasMessageContaining("trainer.example-timeout");
    }

    private List<String> read(Instant since, int... numbers) {
        List<String> ids = java.util.Arrays.stream(numbers)
                .mapToObj(ExampleFixtures::id)
                .sorted()
                .toList();
        return new ExampleReader(() -> topic, Duration.ZERO, Topic.TRAINING_EXAMPLES.topicName())
                .read(ids, since, TrainingExample::id);
    }
}

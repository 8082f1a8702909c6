package dev.preceptor.run.practice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.contracts.specification.TrainingSpecificationBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {

    private static final List<String> KEPT =
            IntStream.range(0, 100).mapToObj(number -> "example-" + number).toList();

    @ParameterizedTest
    @CsvSource({"0.5, 30, 30", "0.25, 30, 10", "0.9, 10, 90", "0.1, 3, 0", "0.5, 200, 100", "0.5, 0, 0"})
    void makesUpItsShareOfAllExamples(double share, int lessons, int replayed) {
        assertThat(Replay.of(training(share, 0), lessons, KEPT))
                .hasSize(replayed)
                .doesNotHaveDuplicates();
    }

    @Test
    void dependsOnTheSeedAndNotOnTheOrder() {
        List<String> turned = new ArrayList<>(KEPT);
        Collections.reverse(turned);

        assertThat(Replay.of(training(0.5, 7), 20, turned)).isEqualTo(Replay.of(training(0.5, 7), 20, KEPT));
        assertThat(Replay.of(training(0.5, 8), 20, KEPT)).isNotEqualTo(Replay.of(training(0.5, 7), 20, KEPT));
        assertThat(Replay.of(training(0.75, 7), 20, KEPT)).containsAll(Replay.of(training(0.5, 7), 20, KEPT));
    }

    private static TrainingSpecification training(double share, long seed) {
        return TrainingSpecificationBuilder.builder().replay(share).seed(seed).build();
    }
}

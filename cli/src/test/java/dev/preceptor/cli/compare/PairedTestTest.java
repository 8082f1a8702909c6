package dev.preceptor.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairedTestTest {

    @Test
    void equalStudentsDoNotDiffer() {
        Map<String, Double> scores = scores(0, 1, 0.5, 1);

        PairedTest test = PairedTest.between(scores, scores);

        assertThat(test.difference()).isZero();
        assertThat(test.pValue()).isEqualTo(1);
        assertThat(test.tasks()).isEqualTo(4);
    }

    @Test
    void eightTasksWonAndNoneLostIsAnExactSignTest() {
        PairedTest test = PairedTest.between(scores(0, 0, 0, 0, 0, 0, 0, 0), scores(1, 1, 1, 1, 1, 1, 1, 1));

        assertThat(test.difference()).isEqualTo(1);
        // All eight coins must fall alike: 2 of 2^8.
        assertThat(test.pValue()).isCloseTo(2.0 / 256, within(0.003));
        assertThat(test.confidence().low()).isEqualTo(1);
    }

    @Test
    void fiveWonAndFiveLostIsChance() {
        PairedTest test =
                PairedTest.between(scores(0, 0, 0, 0, 0, 1, 1, 1, 1, 1), scores(1, 1, 1, 1, 1, 0, 0, 0, 0, 0));

        assertThat(test.difference()).isZero();
        assertThat(test.pValue()).isEqualTo(1);
        assertThat(test.confidence().low()).isNegative();
        assertThat(test.confidence().high()).isPositive();
    }

    @Test
    void onlyTasksOfBothCount() {
        assertThat(PairedTest.between(Map.of("a", 1.0, "b", 0.0), Map.of("b", 1.0, "c", 1.0))
                        .tasks())
                .isEqualTo(1);
        assertThat(PairedTest.between(Map.of("a", 1.0), Map.of("c", 1.0))).isNull();
    }

    private static Map<String, Double> scores(double... values) {
        Map<String, Double> scores = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            scores.put("task/" + i, values[i]);
        }
        return scores;
    }
}

package dev.preceptor.statistics;

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
        // All eight coins must fall alike.
        assertThat(test.pValue()).isEqualTo(2.0 / 256);
        assertThat(test.confidence().low()).isEqualTo(1);
    }

    /** Fisher, The Design of Experiments (1935), section 21, counts 1,726 of 32,768 tosses; so does scipy 1.17.1. */
    @Test
    void darwinsMaizeIsAsFisherCountedIt() {
        double[] eighthsOfAnInch = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};

        PairedTest test = PairedTest.between(scores(new double[15]), scores(eighthsOfAnInch));

        assertThat(test.pValue()).isEqualTo(1726.0 / 32768);
        assertThat(test.difference()).isCloseTo(314.0 / 15, within(1e-12));
    }

    /** scipy 1.17.1: binomtest(1, 10).pvalue, which McNemar's exact test of as many discordant pairs is. */
    @Test
    void oneLostAndNineWonAmongManyAlikeIsMcNemarsExactTest() {
        double[] before = new double[60];
        double[] after = new double[60];
        before[0] = 1;
        for (int i = 1; i < 10; i++) {
            after[i] = 1;
        }

        PairedTest test = PairedTest.between(scores(before), scores(after));

        assertThat(test.pValue()).isEqualTo(0.021484375);
        assertThat(test.tasks()).isEqualTo(60);
    }

    /** scipy 1.17.1: binomtest(10, 30).pvalue is 0.0987; 100,000 draws give it within four standard errors. */
    @Test
    void manyTasksThatDifferAreDrawnFrom() {
        double[] before = new double[30];
        double[] after = new double[30];
        for (int i = 0; i < 30; i++) {
            (i < 10 ? before : after)[i] = 1;
        }

        PairedTest test = PairedTest.between(scores(before), scores(after));

        assertThat(test.pValue()).isCloseTo(0.09874, within(0.004));
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

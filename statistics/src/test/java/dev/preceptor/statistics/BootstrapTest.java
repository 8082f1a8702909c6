package dev.preceptor.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.contracts.event.Interval;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    @Test
    void comesNearTheNormalApproximationOfManyTasks() {
        double[] values = new double[400];
        Arrays.fill(values, 0, 100, 1.0);

        Interval interval = Bootstrap.ofMean(values, 7);

        double margin = 1.96 * Math.sqrt(0.25 * 0.75 / 400);
        assertThat(interval.low()).isCloseTo(0.25 - margin, within(0.005));
        assertThat(interval.high()).isCloseTo(0.25 + margin, within(0.005));
    }

    @Test
    void repeatsForTheSameSeedOnly() {
        double[] values = {0, 0.1, 0.25, 0.5, 0.7, 0.75, 1};

        assertThat(Bootstrap.ofMean(values, 1)).isEqualTo(Bootstrap.ofMean(values, 1));
        assertThat(Bootstrap.ofMean(values, 1)).isNotEqualTo(Bootstrap.ofMean(values, 2));
    }

    @Test
    void isAPointWhereTasksDoNotDiffer() {
        assertThat(Bootstrap.ofMean(new double[] {0.5}, 1)).isEqualTo(new Interval(0.5, 0.5));
    }
}

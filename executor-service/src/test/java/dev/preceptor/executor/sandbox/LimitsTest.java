package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.task.TaskLimits;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final Limits USUAL = new Limits(10, 60, 512, 16, 64, 4096);
    private static final Limits MOST = new Limits(60, 300, 4096, 64, 1024, 4096);

    @Test
    void whatATaskLeavesOutIsAsUsual() {
        assertThat(USUAL.of(null, MOST)).isEqualTo(USUAL);
        assertThat(USUAL.of(new TaskLimits(2.5, null, 128, null, null, null), MOST))
                .isEqualTo(new Limits(2.5, 60, 128, 16, 64, 4096));
    }

    @Test
    void noTaskGetsMoreThanTheMost() {
        TaskLimits greedy = new TaskLimits(1e6, 1e6, 1 << 20, 1000, 1 << 20, 1 << 20);

        assertThat(USUAL.of(greedy, MOST)).isEqualTo(MOST);
    }

    @Test
    void elapsedTimeIsNeverShorterThanProcessorTime() {
        assertThat(USUAL.of(new TaskLimits(5.0, 1.0, null, null, null, null), MOST)
                        .wallSeconds())
                .isEqualTo(5);
    }
}

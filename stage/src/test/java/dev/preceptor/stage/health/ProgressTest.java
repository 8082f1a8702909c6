package dev.preceptor.stage.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final AtomicLong clock = new AtomicLong();
    private final Progress progress = new Progress(LONGEST, clock::get);

    @Test
    void whoHasNothingInHandDoesNotHang() {
        pass(LONGEST.multipliedBy(2));

        assertThat(progress.hangs()).isFalse();

        progress.begun();
        progress.ended();
        pass(LONGEST.multipliedBy(2));

        assertThat(progress.hangs()).isFalse();
    }

    @Test
    void whoIsBusyForLongDoesNotHangAsLongAsItMoves() {
        progress.begun();
        for (int step = 0; step < 100; step++) {
            pass(LONGEST);
            progress.moved();

            assertThat(progress.hangs()).isFalse();
        }
    }

    @Test
    void whatDoesNotMoveForTooLongHangs() {
        progress.begun();
        progress.begun();
        pass(LONGEST.plusNanos(1));

        assertThat(progress.hangs()).isTrue();

        progress.ended();

        assertThat(progress.hangs()).as("the other one may have waited for it").isFalse();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}

package dev.preceptor.stage.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WindowTest {

    private static final Window WINDOW = new Window(64, 512);
    /** The beginning of a span. */
    private static final long START = 1_800_000_000_000L;

    @Test
    void isAtItsLeastWhileNothingHasEnded() {
        assertThat(WINDOW.at(Pace.NONE, START)).isEqualTo(64);
    }

    @Test
    void isAtItsLeastWhereTasksEndSlowly() {
        assertThat(WINDOW.at(ended(Pace.NONE, 10, START), START + 100)).isEqualTo(64);
    }

    @Test
    void growsAsSoonAsMoreTasksEndWithinASpan() {
        assertThat(WINDOW.at(ended(Pace.NONE, 100, START), START + 999)).isEqualTo(100);
    }

    @Test
    void keepsThePaceOfTheSpanBeforeWhileThisOneIsShort() {
        Pace pace = ended(ended(Pace.NONE, 100, START), 1, START + 1_000);

        assertThat(WINDOW.at(pace, START + 1_000)).isEqualTo(100);
    }

    @Test
    void neverGrowsBeyondItsMost() {
        assertThat(WINDOW.at(ended(Pace.NONE, 2_000, START), START)).isEqualTo(512);
    }

    @Test
    void shrinksWhenNothingEndsForAWholeSpan() {
        Pace pace = ended(Pace.NONE, 100, START);

        assertThat(WINDOW.at(pace, START + 1_999)).isEqualTo(100);
        assertThat(WINDOW.at(pace, START + 2_000)).isEqualTo(64);
    }

    @Test
    void forgetsAPaceBeforeAPause() {
        Pace pace = ended(ended(Pace.NONE, 100, START), 1, START + 60_000);

        assertThat(WINDOW.at(pace, START + 60_000)).isEqualTo(64);
    }

    @Test
    void takesEventsOutOfOrder() {
        Pace pace = ended(ended(Pace.NONE, 50, START), 50, START - 5_000);

        assertThat(WINDOW.at(pace, START - 5_000)).isEqualTo(100);
    }

    @Test
    void mayBeFixed() {
        assertThat(Window.fixed(3).at(ended(Pace.NONE, 100, START), START)).isEqualTo(3);
    }

    @Test
    void refusesLimitsThatContradictEachOther() {
        assertThatThrownBy(() -> new Window(64, 63)).hasMessageContaining("1 <= 64 <= 63");
        assertThatThrownBy(() -> new Window(0, 1)).hasMessageContaining("1 <= 0 <= 1");
    }

    private static Pace ended(Pace before, int tasks, long at) {
        Pace pace = before;
        for (int task = 0; task < tasks; task++) {
            pace = pace.ended(at);
        }
        return pace;
    }
}

package dev.preceptor.stage.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class StoreProbeTest {

    private final Deque<Runnable> queued = new ArrayDeque<>();
    private final StoreProbe probe = new StoreProbe(queued::add);
    private int tries;
    private boolean away = true;

    @Test
    void nobodyWaitsForATryAndEachHasItsOwn() {
        assertThat(probe.outcome("a", this::attempt)).isEmpty();
        assertThat(probe.outcome("a", this::attempt)).isEmpty();
        assertThat(probe.outcome("b", this::attempt)).isEmpty();
        assertThat(queued).hasSize(2);

        queued.poll().run();
        assertThat(probe.outcome("b", this::attempt)).isEmpty();
        assertThat(probe.outcome("a", this::attempt)).get().satisfies(outcome -> assertThat(outcome.problem())
                .hasMessage("away"));
    }

    @Test
    void afterAnOutcomeTheNextTryBegins() {
        probe.outcome("a", this::attempt);
        queued.poll().run();
        assertThat(probe.outcome("a", this::attempt)).isPresent();
        away = false;
        assertThat(probe.outcome("a", this::attempt)).isEmpty();
        queued.poll().run();

        assertThat(probe.outcome("a", this::attempt)).get().satisfies(outcome -> assertThat(outcome.problem())
                .isNull());
        assertThat(tries).isEqualTo(2);
    }

    private void attempt() {
        tries++;
        if (away) {
            throw new IllegalStateException("away");
        }
    }
}

package dev.preceptor.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RestartsTest {

    private final AtomicLong clock = new AtomicLong();
    private final Restarts restarts = new Restarts(clock::get);

    @Test
    void thePausesGrowAndAfterFiveDeathsItIsGivenUp() {
        for (int seconds : new int[] {1, 2, 4, 8, 16}) {
            assertThat(restarts.next()).contains(Duration.ofSeconds(seconds));
        }
        assertThat(restarts.next()).isEmpty();
    }

    @Test
    void deathsOfLongAgoDoNotCount() {
        for (int death = 0; death < 100; death++) {
            assertThat(restarts.next()).contains(Duration.ofSeconds(1));
            clock.addAndGet(Duration.ofMinutes(11).toNanos());
        }
    }

    @Test
    void whatServesBetweenItsDeathsIsStartedAgainForEver() {
        for (int death = 0; death < 100; death++) {
            assertThat(restarts.next()).contains(Duration.ofSeconds(1));
            restarts.served();
        }
    }

    @Test
    void whatOnceServedIsNeverGivenUp() {
        restarts.served();
        for (int seconds : new int[] {1, 2, 4, 8, 16, 16, 16, 16}) {
            assertThat(restarts.next()).contains(Duration.ofSeconds(seconds));
        }
    }
}

package dev.preceptor.standalone.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {

    private final AtomicLong clock = new AtomicLong();
    private final RestartPolicy restarts = new RestartPolicy(clock::get);

    @Test
    void thePausesGrowAndAfterFiveDeathsItIsGivenUp() {
        for (int seconds : new int[] {1, 2, 4, 8, 16}) {
            assertThat(restarts.delayAfterDeath()).contains(Duration.ofSeconds(seconds));
        }
        assertThat(restarts.delayAfterDeath()).isEmpty();
    }

    @Test
    void deathsOfLongAgoDoNotCount() {
        for (int death = 0; death < 100; death++) {
            assertThat(restarts.delayAfterDeath()).contains(Duration.ofSeconds(1));
            clock.addAndGet(Duration.ofMinutes(11).toNanos());
        }
    }

    @Test
    void whatServesBetweenItsDeathsIsStartedAgainForEver() {
        for (int death = 0; death < 100; death++) {
            assertThat(restarts.delayAfterDeath()).contains(Duration.ofSeconds(1));
            restarts.ready();
        }
    }

    @Test
    void whatOnceServedIsNeverGivenUp() {
        restarts.ready();
        for (int seconds : new int[] {1, 2, 4, 8, 16, 16, 16, 16}) {
            assertThat(restarts.delayAfterDeath()).contains(Duration.ofSeconds(seconds));
        }
    }
}

package dev.preceptor.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestRateTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void turnsAreSpacedEvenly() {
        RequestRate rate = new RequestRate(30);

        assertThat(rate.take(0)).isZero();
        assertThat(rate.take(0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(rate.take(SECOND)).isEqualTo(Duration.ofSeconds(3));
        assertThat(rate.take(60 * SECOND)).isZero();
    }

    @Test
    void noMinuteHasMoreRequestsThanAllowed() {
        RequestRate rate = new RequestRate(7);
        Random random = new Random(3);
        long[] starts = new long[500];
        long now = 0;
        for (int i = 0; i < starts.length; i++) {
            now += random.nextLong(12 * SECOND);
            starts[i] = now + rate.take(now).toNanos();
        }
        for (int i = 7; i < starts.length; i++) {
            assertThat(starts[i] - starts[i - 7]).isGreaterThanOrEqualTo(60 * SECOND - 7);
        }
    }

    @Test
    void aRestHoldsEverybodyBack() {
        RequestRate rate = new RequestRate(60);
        rate.hold(10 * SECOND);

        assertThat(rate.take(SECOND)).isEqualTo(Duration.ofSeconds(9));
        assertThat(rate.take(SECOND)).isEqualTo(Duration.ofSeconds(10));
    }
}

package dev.preceptor.teacher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.specification.TokenPrices;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        "0.15, 0.60, 1000000, 0, 150000000",
        "0.15, 0.60, 1000, 500, 450000",
        "0.0375, 0, 1, 0, 38",
        "0, 0, 1000, 1000, 0",
        "0.1, 0.2, 3, 0, 300"
    })
    void costsAreWholeNanodollarsRoundedUp(double prompt, double completion, int in, int out, long nanos) {
        assertThat(Money.cost(new TokenPrices(prompt, completion), in, out, 0)).isEqualTo(nanos);
    }

    @Test
    void dollarsAndNanodollarsConvertBackAndForth() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong(1_000_000_000_000_000L);
            assertThat(Money.nanos(Money.usd(nanos))).isEqualTo(nanos);
        }
        assertThat(Money.nanos(0.1) + Money.nanos(0.2)).isEqualTo(Money.nanos(0.3));
    }

    @Test
    void whatIsReadFromTheServersCacheHasItsOwnPrice() {
        assertThat(Money.cost(new TokenPrices(1, 2, 0.25), 100, 10, 60)).isEqualTo(40_000 + 15_000 + 20_000);
        assertThat(Money.cost(new TokenPrices(1, 2), 100, 10, 60)).isEqualTo(120_000);
    }
}

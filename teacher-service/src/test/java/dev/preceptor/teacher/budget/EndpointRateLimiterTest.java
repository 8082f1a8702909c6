package dev.preceptor.teacher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EndpointRateLimiterTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final EndpointRateLimiter turns = new EndpointRateLimiter();

    private static TeacherCall reserved(Instant at, String endpoint, Duration interval) {
        BudgetRequest purchase = new BudgetRequest(
                "call",
                new Requester("run", "run", "refinement"),
                1,
                1,
                Duration.ofSeconds(10),
                new RateLimit(endpoint, interval));
        return LedgerEntries.reserved(purchase, 1, new Owner("a", "1"), at, at.plusSeconds(60));
    }

    @Test
    void reservationsTakeTurnsAndAFreeEndpointIsAskedAtOnce() {
        Duration interval = Duration.ofSeconds(2);

        assertThat(turns.take(reserved(START, "e", interval))).isEqualTo(START);
        assertThat(turns.take(reserved(START, "e", interval))).isEqualTo(START.plusSeconds(2));
        assertThat(turns.take(reserved(START.plusSeconds(1), "e", interval))).isEqualTo(START.plusSeconds(4));
        assertThat(turns.next("e")).isEqualTo(START.plusSeconds(6));
        assertThat(turns.take(reserved(START.plusSeconds(60), "e", interval))).isEqualTo(START.plusSeconds(60));
    }

    @Test
    void endpointsDoNotWaitForEachOther() {
        turns.take(reserved(START, "one", Duration.ofMinutes(1)));

        assertThat(turns.take(reserved(START, "other", Duration.ofMinutes(1)))).isEqualTo(START);
    }

    @Test
    void twoReplicasThatReadTheSameLogGiveTheSameTurnsAndNoMinuteHasMoreThanAllowed() {
        EndpointRateLimiter elsewhere = new EndpointRateLimiter();
        Random random = new Random(3);
        List<Instant> taken = new ArrayList<>();
        Instant now = START;
        for (int i = 0; i < 500; i++) {
            now = now.plusMillis(random.nextInt(12_000));
            TeacherCall entry = reserved(now, "e", Duration.ofMinutes(1).dividedBy(7));
            taken.add(turns.take(entry));
            assertThat(elsewhere.take(entry)).isEqualTo(taken.get(i));
        }
        for (int i = 7; i < taken.size(); i++) {
            assertThat(Duration.between(taken.get(i - 7), taken.get(i)))
                    .isGreaterThanOrEqualTo(Duration.ofMinutes(1).minusNanos(14));
        }
    }
}

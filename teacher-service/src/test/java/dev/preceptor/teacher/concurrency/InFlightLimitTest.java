package dev.preceptor.teacher.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {

    @Test
    void noFurtherEventIsTakenWhileThereAreTooMany() {
        InFlightLimit inFlight = new InFlightLimit(2, 1_000);

        assertThat(taken(inFlight, 1)).isCompleted();
        CompletableFuture<Void> room = taken(inFlight, 1);
        assertThat(room).isNotDone();

        inFlight.processed(1);
        assertThat(room).isCompleted();
        assertThat(taken(inFlight, 1)).isNotDone();
    }

    @Test
    void norWhileTheyAreTooLarge() {
        InFlightLimit inFlight = new InFlightLimit(100, 1_000);

        assertThat(taken(inFlight, 900)).isCompleted();
        CompletableFuture<Void> room = taken(inFlight, 100);
        assertThat(room).isNotDone();

        inFlight.processed(900);
        assertThat(room).isCompleted();
    }

    private static CompletableFuture<Void> taken(InFlightLimit inFlight, int bytes) {
        return inFlight.received(bytes).toCompletableFuture();
    }
}

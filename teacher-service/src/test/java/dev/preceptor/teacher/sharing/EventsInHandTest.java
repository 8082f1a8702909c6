package dev.preceptor.teacher.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EventsInHandTest {

    @Test
    void noFurtherEventIsTakenWhileThereAreTooMany() {
        EventsInHand inHand = new EventsInHand(2, 1_000);

        assertThat(taken(inHand, 1)).isCompleted();
        CompletableFuture<Void> room = taken(inHand, 1);
        assertThat(room).isNotDone();

        inHand.done(1);
        assertThat(room).isCompleted();
        assertThat(taken(inHand, 1)).isNotDone();
    }

    @Test
    void norWhileTheyAreTooLarge() {
        EventsInHand inHand = new EventsInHand(100, 1_000);

        assertThat(taken(inHand, 900)).isCompleted();
        CompletableFuture<Void> room = taken(inHand, 100);
        assertThat(room).isNotDone();

        inHand.done(900);
        assertThat(room).isCompleted();
    }

    private static CompletableFuture<Void> taken(EventsInHand inHand, int bytes) {
        return inHand.taken(bytes).toCompletableFuture();
    }
}

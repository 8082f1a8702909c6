package dev.preceptor.student.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.stage.retry.Backoff;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WeightsTurnsTest {

    private static final RolloutLimits LIMITS = new RolloutLimits(
            Duration.ofMinutes(1), new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), Duration.ZERO);

    private final ShutdownSignal shutdown = new ShutdownSignal();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> changes = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        shutdown.signal();
        threads.shutdownNow();
    }

    private Arrival checkpoint(String name) {
        return new Arrival(
                name,
                () -> {
                    changes.add(name);
                    return Optional.empty();
                },
                LIMITS,
                shutdown);
    }

    private Future<?> enter(WeightsTurns turns, Arrival checkpoint) {
        return threads.submit(() -> turns.enter(checkpoint));
    }

    @Test
    void requestsForTheSameCheckpointRunConcurrently() {
        WeightsTurns turns = new WeightsTurns(Duration.ofHours(1), shutdown);
        Arrival a = checkpoint("a");

        turns.enter(a);
        turns.enter(a);

        assertThat(changes).containsExactly("a");
    }

    @Test
    void aCheckpointKeepsTheServerDuringItsTurn() throws Exception {
        WeightsTurns turns = new WeightsTurns(Duration.ofHours(1), shutdown);
        Arrival a = checkpoint("a");
        turns.enter(a);

        Future<?> b = enter(turns, checkpoint("b"));
        enter(turns, a).get(30, TimeUnit.SECONDS);
        turns.leave();
        turns.leave();
        b.get(30, TimeUnit.SECONDS);

        assertThat(changes).containsExactly("a", "b");
    }

    @Test
    void theWeightsChangeWhenNoAnswerIsInFlight() throws Exception {
        WeightsTurns turns = new WeightsTurns(Duration.ZERO, shutdown);
        Arrival a = checkpoint("a");
        turns.enter(a);
        turns.enter(a);
        Future<?> b = enter(turns, checkpoint("b"));
        Awaitility.await().until(() -> turns.waiting() == 1);

        for (int answer = 0; answer < 2; answer++) {
            changes.add("an answer");
            turns.leave();
        }
        b.get(30, TimeUnit.SECONDS);

        assertThat(changes).containsExactly("a", "an answer", "an answer", "b");
    }

    @Test
    void afterItsTurnACheckpointWaitsBehindTheOthers() throws Exception {
        WeightsTurns turns = new WeightsTurns(Duration.ZERO, shutdown);
        Arrival a = checkpoint("a");
        turns.enter(a);
        Future<?> b = enter(turns, checkpoint("b"));
        Awaitility.await().until(() -> turns.waiting() == 1);

        Future<?> again = enter(turns, a);
        Awaitility.await().until(() -> turns.waiting() == 2);
        turns.leave();
        b.get(30, TimeUnit.SECONDS);
        turns.leave();
        again.get(30, TimeUnit.SECONDS);

        assertThat(changes).containsExactly("a", "b", "a");
    }

    @Test
    void aCheckpointThatCannotArriveDoesNotBlockTheOthers() {
        WeightsTurns turns = new WeightsTurns(Duration.ofHours(1), shutdown);
        Arrival broken = new Arrival(
                "broken",
                () -> {
                    throw new RolloutException("refused");
                },
                LIMITS,
                shutdown);

        assertThatThrownBy(() -> turns.enter(broken)).hasMessage("refused");
        turns.enter(checkpoint("b"));

        assertThat(changes).containsExactly("b");
    }

    @Test
    void shuttingDownEndsTheWait() {
        WeightsTurns turns = new WeightsTurns(Duration.ofHours(1), shutdown);
        turns.enter(checkpoint("a"));
        Future<?> b = enter(turns, checkpoint("b"));

        shutdown.signal();

        assertThatThrownBy(() -> b.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ShuttingDownException.class);
    }
}

package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.trainer.engine.TrainingException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreRetryTest {

    private final List<Long> delays = new ArrayList<>();
    private final StoreRetry store = new StoreRetry(Duration.ofMinutes(2), delay -> delays.add(delay.toSeconds()));

    @Test
    void aStoreThatComesBackIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();

        assertThat(store.get(() -> {
                    if (asked.incrementAndGet() < 4) {
                        throw away();
                    }
                    return "bytes";
                }))
                .isEqualTo("bytes");
        assertThat(delays).containsExactly(1L, 2L, 4L);
    }

    @Test
    void aStoreThatStaysAwayIsGivenUpWithItsReason() {
        assertThatThrownBy(() -> store.run(() -> {
                    throw away();
                }))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("no route to host");
        assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void whatIsWrongForGoodIsNotAskedAgain() {
        assertThatThrownBy(() -> store.run(() -> {
                    throw new ArtifactException("file:///x was changed");
                }))
                .hasMessage("file:///x was changed");
        assertThat(delays).isEmpty();
    }

    @Test
    void whatIsNotTheStoresFaultIsNotAskedAgain() {
        assertThatThrownBy(() -> store.run(() -> {
                    throw new TrainingException("the example has no prompt");
                }))
                .isInstanceOf(TrainingException.class);
        assertThat(delays).isEmpty();
    }

    @Test
    void aProcessThatStopsWaitsNoLonger() {
        StoreRetry stopping = new StoreRetry(Duration.ofMinutes(2), delay -> {
            throw new TrainingException("stopping");
        });

        assertThatThrownBy(() -> stopping.run(() -> {
                    throw away();
                }))
                .hasMessage("stopping");
    }

    private static ArtifactException away() {
        return new ArtifactException("no route to host", new IOException("no route to host"));
    }
}

package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.artifactstore.ArtifactException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StorePatienceTest {

    private final List<Long> pauses = new ArrayList<>();
    private final StorePatience store =
            new StorePatience(Duration.ofMinutes(2), pause -> pauses.add(pause.toSeconds()));

    @Test
    void aStoreThatComesBackIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();

        assertThat(store.ask(() -> {
                    if (asked.incrementAndGet() < 4) {
                        throw away();
                    }
                    return "bytes";
                }))
                .isEqualTo("bytes");
        assertThat(pauses).containsExactly(1L, 2L, 4L);
    }

    @Test
    void aStoreThatStaysAwayIsGivenUpWithItsReason() {
        assertThatThrownBy(() -> store.tell(() -> {
                    throw away();
                }))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("no route to host");
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void whatIsWrongForGoodIsNotAskedAgain() {
        assertThatThrownBy(() -> store.tell(() -> {
                    throw new ArtifactException("file:///x was changed");
                }))
                .hasMessage("file:///x was changed");
        assertThat(pauses).isEmpty();
    }

    @Test
    void whatIsNotTheStoresFaultIsNotAskedAgain() {
        assertThatThrownBy(() -> store.tell(() -> {
                    throw new TrainingException("the example has no prompt");
                }))
                .isInstanceOf(TrainingException.class);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aProcessThatStopsWaitsNoLonger() {
        StorePatience stopping = new StorePatience(Duration.ofMinutes(2), pause -> {
            throw new TrainingException("stopping");
        });

        assertThatThrownBy(() -> stopping.tell(() -> {
                    throw away();
                }))
                .hasMessage("stopping");
    }

    private static ArtifactException away() {
        return new ArtifactException("no route to host", new IOException("no route to host"));
    }
}

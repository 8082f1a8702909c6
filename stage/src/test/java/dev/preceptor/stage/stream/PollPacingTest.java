package dev.preceptor.stage.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.junit.jupiter.api.Test;

class PollPacingTest {

    private static final long INTERVAL =
            Duration.ofMillis(PollPacing.INTERVAL_MS).toNanos();

    private final List<Long> sleeps = new ArrayList<>();
    private long now = 1_000;
    private final PollPacing pacing = new PollPacing(() -> now, nanos -> {
        sleeps.add(nanos);
        now += nanos;
    });

    @Test
    void recordsAfterAQuietTimeAreNotDelayed() {
        poll();
        now += INTERVAL;
        poll();

        assertThat(sleeps).isEmpty();
    }

    @Test
    void pollsInQuickSuccessionAreAnIntervalApart() {
        poll();
        now += 10;
        poll();
        now += INTERVAL - 1;
        poll();

        assertThat(sleeps).containsExactly(INTERVAL - 10, 1L);
    }

    @Test
    void theRecordsArePassedOn() {
        ConsumerRecords<Object, Object> records = ConsumerRecords.empty();

        assertThat(pacing.onConsume(records)).isSameAs(records);
    }

    private void poll() {
        pacing.onConsume(ConsumerRecords.empty());
    }
}

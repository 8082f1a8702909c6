package dev.preceptor.stage.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PollPacingTest {

    private static final long INTERVAL =
            Duration.ofMillis(PollPacing.INTERVAL_MS).toNanos();
    private static final long SPAN = Duration.ofMillis(PollPacing.SPAN_MS).toNanos();
    private static final TopicPartition PARTITION = new TopicPartition("attempts", 0);

    private final List<Long> sleeps = new ArrayList<>();
    private long now = 1_000;
    private final PollPacing pacing = new PollPacing(() -> now, nanos -> {
        sleeps.add(nanos);
        now += nanos;
    });

    @Test
    void pollsOfASmallRunAreNotDelayed() {
        for (int poll = 0; poll < PollPacing.BUSY_RECORDS; poll++) {
            poll(1);
            now += 10;
        }

        assertThat(sleeps).isEmpty();
    }

    @Test
    void pollsOfABusyTopologyAreAnIntervalApart() {
        poll(PollPacing.BUSY_RECORDS);
        now += 10;
        poll(1);
        now += INTERVAL - 1;
        poll(1);

        assertThat(sleeps).containsExactly(INTERVAL - 10, 1L);
    }

    @Test
    void recordsThatTookLongerThanTheIntervalAreNotDelayed() {
        poll(PollPacing.BUSY_RECORDS);
        now += INTERVAL;
        poll(1);

        assertThat(sleeps).isEmpty();
    }

    @Test
    void theRecordsOfTheSpanBeforeCount() {
        poll(PollPacing.BUSY_RECORDS);
        now += SPAN;
        poll(1);
        poll(1);

        assertThat(sleeps).containsExactly(INTERVAL);
    }

    @Test
    void aTopologyIsNoLongerBusyAfterAQuietSpan() {
        poll(PollPacing.BUSY_RECORDS);
        now += 2 * SPAN;
        poll(1);
        poll(1);

        assertThat(sleeps).isEmpty();
    }

    private void poll(int count) {
        List<ConsumerRecord<Object, Object>> records = Collections.nCopies(
                count, new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), 0, "key", "value"));
        ConsumerRecords<Object, Object> polled = new ConsumerRecords<>(Map.of(PARTITION, records), Map.of());

        assertThat(pacing.onConsume(polled)).isSameAs(polled);
    }
}

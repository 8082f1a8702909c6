package dev.preceptor.stage.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;

class StreamsProgressTest {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Test
    void whatComesBackForMoreIsAlive() {
        assertThat(alive(State.RUNNING, polled("thread-1", 0), polled("thread-2", 599)))
                .isTrue();
        assertThat(alive(State.CREATED)).isTrue();
        assertThat(alive(State.REBALANCING, polled("thread-1", -1))).isTrue();
    }

    @Test
    void oneThreadThatHangsIsEnough() {
        assertThat(alive(State.RUNNING, polled("thread-1", 0), polled("thread-2", 601)))
                .isFalse();
    }

    @Test
    void whoHasNothingToRestoreNeedNotPoll() {
        assertThat(alive(State.RUNNING, polled("thread-1-restore-consumer", 100_000)))
                .isTrue();
    }

    @Test
    void whatHasGivenUpIsNotAlive() {
        assertThat(alive(State.ERROR)).isFalse();
        assertThat(alive(State.PENDING_ERROR, polled("thread-1", 0))).isFalse();
    }

    private static boolean alive(State state, Metric... metrics) {
        return StreamsProgress.isAlive(state, List.of(metrics), LONGEST);
    }

    private static Metric polled(String client, double secondsAgo) {
        return new Metric() {
            @Override
            public MetricName metricName() {
                return new MetricName("last-poll-seconds-ago", "consumer-metrics", "", Map.of("client-id", client));
            }

            @Override
            public Object metricValue() {
                return secondsAgo;
            }
        };
    }
}

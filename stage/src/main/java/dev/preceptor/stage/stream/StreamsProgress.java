package dev.preceptor.stage.stream;

import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Whether a Kafka Streams application makes progress. Each of its threads polls all the time, with or without records and broker; a
 * thread that has not polled for long hangs in a record.
 */
public final class StreamsProgress {

    private static final String LAST_POLL = "last-poll-seconds-ago";
    /** The restore consumer polls only while there is something to restore. */
    private static final String RESTORING = "restore-consumer";

    private StreamsProgress() {}

    /**
     * False where only a restart helps.
     *
     * @param metrics the application's
     * @param longest how long a thread may be busy with what it has fetched at once
     */
    public static boolean isAlive(KafkaStreams.State state, Collection<? extends Metric> metrics, Duration longest) {
        return state != KafkaStreams.State.ERROR
                && state != KafkaStreams.State.PENDING_ERROR
                && metrics.stream().filter(StreamsProgress::isLastPoll).allMatch(metric -> {
                    // Below 0 or no number: it has not polled yet.
                    return !(((Number) metric.metricValue()).doubleValue() > longest.toSeconds());
                });
    }

    private static boolean isLastPoll(Metric metric) {
        return metric.metricName().name().equals(LAST_POLL)
                && !metric.metricName().tags().getOrDefault("client-id", "").contains(RESTORING);
    }
}

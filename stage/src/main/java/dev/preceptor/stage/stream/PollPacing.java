package dev.preceptor.stage.stream;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps the polls of a busy topology at least {@link #INTERVAL_MS} apart, so that each request to the broker returns what has gathered
 * in that time: a topology reads some twenty topics, and a request for each record costs more than the record. The next request is under
 * way meanwhile. Records that arrive after a quiet time, or that took longer than the interval to process, are not delayed.
 *
 * <p>{@code fetch.min.bytes} with {@code fetch.max.wait.ms} would delay every record, also those of a small run.
 */
public final class PollPacing implements ConsumerInterceptor<Object, Object> {

    /** Much less than a commit interval, for which records wait anyway. */
    static final long INTERVAL_MS = 50;

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MS);

    private final LongSupplier nanoTime;
    private final LongConsumer sleepNanos;
    private long lastReturned;

    /** Kafka creates it by name. */
    public PollPacing() {
        this(System::nanoTime, PollPacing::sleep);
    }

    PollPacing(LongSupplier nanoTime, LongConsumer sleepNanos) {
        this.nanoTime = nanoTime;
        this.sleepNanos = sleepNanos;
        this.lastReturned = nanoTime.getAsLong() - INTERVAL_NANOS;
    }

    @Override
    public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
        long rest = INTERVAL_NANOS - (nanoTime.getAsLong() - lastReturned);
        if (rest > 0) {
            sleepNanos.accept(rest);
        }
        lastReturned = nanoTime.getAsLong();
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> committed) {
        // A topology commits in transactions.
    }

    @Override
    public void configure(Map<String, ?> settings) {
        // It has no settings.
    }

    @Override
    public void close() {
        // It holds nothing.
    }

    private static void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            // The next poll ends by it.
            Thread.currentThread().interrupt();
        }
    }
}

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
 * way meanwhile. A topology is busy if it has read more than {@link #BUSY_RECORDS} records in this span of {@link #SPAN_MS} and the one
 * before, so that the records of a small run are not delayed.
 *
 * <p>{@code fetch.min.bytes} with {@code fetch.max.wait.ms} would delay every record.
 */
public final class PollPacing implements ConsumerInterceptor<Object, Object> {

    /** Much less than a commit interval, for which records wait anyway. */
    static final long INTERVAL_MS = 50;

    static final long SPAN_MS = 5_000;

    /** About a hundred tasks. */
    static final int BUSY_RECORDS = 1_000;

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MS);
    private static final long SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(SPAN_MS);

    private final LongSupplier nanoTime;
    private final LongConsumer sleepNanos;
    private long lastReturned;
    private long spanStart;
    private int records;
    private int recordsBefore;

    /** Kafka creates it by name. */
    public PollPacing() {
        this(System::nanoTime, PollPacing::sleep);
    }

    PollPacing(LongSupplier nanoTime, LongConsumer sleepNanos) {
        this.nanoTime = nanoTime;
        this.sleepNanos = sleepNanos;
        this.spanStart = nanoTime.getAsLong();
        this.lastReturned = spanStart - INTERVAL_NANOS;
    }

    @Override
    public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> polled) {
        count(polled.count());
        long rest = INTERVAL_NANOS - (nanoTime.getAsLong() - lastReturned);
        if (rest > 0 && records + recordsBefore > BUSY_RECORDS) {
            sleepNanos.accept(rest);
        }
        lastReturned = nanoTime.getAsLong();
        return polled;
    }

    private void count(int polled) {
        long age = nanoTime.getAsLong() - spanStart;
        if (age >= SPAN_NANOS) {
            recordsBefore = age < 2 * SPAN_NANOS ? records : 0;
            records = 0;
            spanStart += age / SPAN_NANOS * SPAN_NANOS;
        }
        records += polled;
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

package dev.preceptor.stage.pacing;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps the polls of a busy consumer at least {@link #INTERVAL_MS} apart, so that each request to the broker returns what has gathered
 * in that time: a request for each record costs more than the record. The next request is under way meanwhile. The stage then also writes
 * what follows from these records in fewer requests.
 *
 * <p>A consumer is busy if it has read more records in this span of {@link #SPAN_MS} and the one before than {@link #BUSY_RECORDS_CONFIG}
 * says, so that the records of a small run are not delayed. A poll that returns {@code max.poll.records} is not delayed either: more
 * records are waiting.
 *
 * <p>{@code fetch.min.bytes} with {@code fetch.max.wait.ms} would delay every record.
 */
public final class PollPacing implements ConsumerInterceptor<Object, Object> {

    /** The setting of a consumer: how many records make it busy. */
    public static final String BUSY_RECORDS_CONFIG = "preceptor.busy-records";

    /** Less than a topology's commit interval, for which its records wait anyway. */
    static final long INTERVAL_MS = 100;

    static final long SPAN_MS = 5_000;

    /** About a hundred tasks, of which the topology of run-service reads ten records each. */
    static final int DEFAULT_BUSY_RECORDS = 1_000;

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MS);
    private static final long SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(SPAN_MS);

    private final LongSupplier nanoTime;
    private final LongConsumer sleepNanos;
    private int busyRecords = DEFAULT_BUSY_RECORDS;
    private int fullPoll = ConsumerConfig.DEFAULT_MAX_POLL_RECORDS;
    private long lastReturned;
    private long spanStart;
    private int records;
    private int recordsBefore;

    /** Kafka creates it by name. */
    public PollPacing() {
        this(System::nanoTime, PollPacing::sleep);
    }

    /**
     * Returns the settings of a consumer with paced polls.
     *
     * @param busyRecords how many records, in ten seconds at most, make it busy
     */
    public static Map<String, Object> added(Map<String, Object> settings, int busyRecords) {
        Map<String, Object> paced = new HashMap<>(settings);
        paced.put(BUSY_RECORDS_CONFIG, busyRecords);
        paced.merge(
                ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
                PollPacing.class.getName(),
                (others, own) -> others + "," + own);
        return paced;
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
        if (rest > 0 && polled.count() < fullPoll && records + recordsBefore > busyRecords) {
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
    public void configure(Map<String, ?> settings) {
        busyRecords = number(settings, BUSY_RECORDS_CONFIG, busyRecords);
        fullPoll = number(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, fullPoll);
    }

    private static int number(Map<String, ?> settings, String name, int otherwise) {
        Object value = settings.get(name);
        return value == null ? otherwise : Integer.parseInt(value.toString());
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> committed) {
        // Commits are not paced.
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

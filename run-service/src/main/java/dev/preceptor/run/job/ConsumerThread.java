package dev.preceptor.run.job;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/** A thread that polls a Kafka consumer until it is closed. After an error of Kafka it begins anew with another consumer. */
public final class ConsumerThread implements AutoCloseable {

    /** What is done with the consumer. All methods are called by the thread. */
    public interface Listener {

        /** Subscribes or assigns a new consumer. */
        void begin(Consumer<String, byte[]> consumer);

        /** Called after each poll, also without records. */
        void polled(Consumer<String, byte[]> consumer, ConsumerRecords<String, byte[]> records);

        /** Called before the consumer is closed. */
        void end();
    }

    private static final Logger LOG = Logger.getLogger(ConsumerThread.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(12);
    /** How long the broker may take to let the consumer leave its group. */
    private static final Duration LONGEST_LEAVE = Duration.ofSeconds(5);

    private final Map<String, Object> settings;
    private final Listener listener;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Consumer<String, byte[]> current;

    /** @param settings of the consumer */
    public ConsumerThread(String name, Map<String, Object> settings, Listener listener) {
        this.settings = settings;
        this.listener = listener;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        FailureSeries failures = new FailureSeries();
        try {
            do {
                poll(failures);
            } while (!closing.await(failures.nextDelay().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll(FailureSeries failures) {
        try {
            consume(failures);
        } catch (WakeupException e) {
            // It is being closed.
        } catch (KafkaException e) {
            failures.failed(e.getMessage())
                    .ifPresent(problem -> LOG.warnf("%s retries: %s", thread.getName(), problem));
        }
    }

    private void consume(FailureSeries failures) {
        Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        current = consumer;
        try {
            listener.begin(consumer);
            while (closing.getCount() > 0) {
                listener.polled(consumer, consumer.poll(POLL));
                failures.reset();
            }
        } finally {
            listener.end();
            consumer.close(CloseOptions.timeout(LONGEST_LEAVE));
        }
    }

    /** Stops the thread, and waits until it has left its consumer group. */
    @Override
    public void close() {
        closing.countDown();
        Consumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(LONGEST_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.stage.kafka.WholeTopicConsumer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/** Follows the topic {@code teacher-calls}: reads its one partition from the first offset into the ledger, until it is closed. */
public final class KafkaCallFollower implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KafkaCallFollower.class);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(500);

    private final Map<String, Object> broker;
    private final TopicPartition partition;
    private final BudgetLedger ledger;
    private final InstantSource clock;
    private final Thread thread;
    private volatile boolean closed;
    private volatile KafkaConsumer<String, byte[]> consumer;
    private String lastProblem;

    /** @param broker the client's settings: bootstrap servers and security */
    public KafkaCallFollower(Map<String, Object> broker, String topic, BudgetLedger ledger, InstantSource clock) {
        this.broker = broker;
        this.partition = new TopicPartition(topic, 0);
        this.ledger = ledger;
        this.clock = clock;
        this.thread = new Thread(this::follow, "teacher-calls");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void follow() {
        try (KafkaConsumer<String, byte[]> reader = WholeTopicConsumer.create(broker, "preceptor-teacher-calls")) {
            consumer = reader;
            if (awaitTopic(reader)) {
                reader.assign(List.of(partition));
                reader.seekToBeginning(List.of(partition));
                catchUp(reader);
                while (!closed) {
                    poll(reader);
                }
            }
        } catch (WakeupException e) {
            // close() wakes the consumer up.
            LOG.debug("following ends");
        } catch (UnreadableEntryException | KafkaException e) {
            LOG.errorf("%s", e.getMessage());
            ledger.fail(e.getMessage());
        }
    }

    /** Waits for the topic, which may be created after this service has started; false if closed before. */
    private boolean awaitTopic(KafkaConsumer<String, byte[]> reader) {
        while (!closed) {
            try {
                List<PartitionInfo> partitions = reader.partitionsFor(partition.topic(), Duration.ofSeconds(5));
                if (partitions != null && partitions.size() > 1) {
                    throw new UnreadableEntryException("the topic " + partition.topic() + " has " + partitions.size()
                            + " partitions; the budget needs it to have one");
                }
                if (partitions != null && !partitions.isEmpty()) {
                    return true;
                }
                logOnce("the topic " + partition.topic() + " does not exist yet");
            } catch (WakeupException e) {
                throw e;
            } catch (KafkaException e) {
                logOnce("the topic " + partition.topic() + " cannot be found: " + e.getMessage());
            }
            pause();
        }
        return false;
    }

    private void catchUp(KafkaConsumer<String, byte[]> reader) {
        Long end = null;
        while (!closed) {
            try {
                if (end == null) {
                    end = reader.endOffsets(Set.of(partition)).get(partition);
                }
                if (reader.position(partition) >= end) {
                    ledger.markCaughtUp();
                    LOG.infof("the budget's log is read up to offset %d", end);
                    return;
                }
            } catch (WakeupException e) {
                throw e;
            } catch (KafkaException e) {
                logOnce("the topic " + partition.topic() + " cannot be read: " + e.getMessage());
                pause();
            }
            poll(reader);
        }
    }

    private void poll(KafkaConsumer<String, byte[]> reader) {
        try {
            for (ConsumerRecord<String, byte[]> record : reader.poll(POLL_TIMEOUT)) {
                apply(record);
            }
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            logOnce("the topic " + partition.topic() + " cannot be read: " + e.getMessage());
            pause();
        }
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            ledger.skip(record.offset());
            return;
        }
        try {
            ledger.apply(record.offset(), Json.mapper().readValue(record.value(), TeacherCall.class), clock.instant());
        } catch (IOException e) {
            throw new UnreadableEntryException("the topic " + partition.topic() + ", offset " + record.offset()
                    + ", is not a valid entry of the budget's log; without it no call may be made");
        }
    }

    /** Logs a problem; a repeated one only once. */
    private void logOnce(String message) {
        if (!message.equals(lastProblem)) {
            lastProblem = message;
            LOG.info(message);
        }
    }

    private void pause() {
        try {
            Thread.sleep(POLL_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        KafkaConsumer<String, byte[]> reader = consumer;
        if (reader != null) {
            reader.wakeup();
        }
    }

    private static final class UnreadableEntryException extends RuntimeException {

        UnreadableEntryException(String message) {
            super(message);
        }
    }
}

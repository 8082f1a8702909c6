package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.waiting.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Reads from the topic of runs which budgets they name for their purses. */
public final class KafkaBudgetFollower implements LatestBudgets, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KafkaBudgetFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ADMIN = Duration.ofSeconds(5);

    private final Map<String, Object> broker;
    private final String topic;
    private final BudgetLedger ledger;
    private final Thread thread;
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** @param broker the client's settings: addresses, and whatever security they need */
    public KafkaBudgetFollower(Map<String, Object> broker, String topic, BudgetLedger ledger) {
        this.broker = broker;
        this.topic = topic;
        this.ledger = ledger;
        this.thread = new Thread(this::follow, "teacher-budgets");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void await(Duration atMost) {
        CompletableFuture<Void> known = new CompletableFuture<>();
        waiting.add(known);
        try {
            known.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw Waits.interrupted();
        } catch (TimeoutException | ExecutionException e) {
            throw new LedgerUnavailableException(
                    "the topic " + topic + " was not read to its end within " + atMost.toSeconds() + " s", e);
        } finally {
            waiting.remove(known);
        }
    }

    private void follow() {
        try (KafkaConsumer<String, byte[]> reader = FromTheBeginning.reader(broker, "preceptor-teacher-budgets")) {
            List<TopicPartition> partitions = List.of();
            while (!closed) {
                try {
                    if (partitions.isEmpty()) {
                        partitions = partitions(reader);
                        reader.assign(partitions);
                        reader.seekToBeginning(partitions);
                    } else {
                        poll(reader);
                        answerWaiting(reader, partitions);
                    }
                } catch (KafkaException e) {
                    LOG.debugf("the topic %s cannot be read: %s", topic, e.getMessage());
                    pause();
                }
            }
        }
    }

    /** Empty where the topic is not there yet. */
    private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> reader) {
        List<PartitionInfo> found = reader.partitionsFor(topic, ADMIN);
        if (found == null || found.isEmpty()) {
            pause();
            return List.of();
        }
        return found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private void answerWaiting(KafkaConsumer<String, byte[]> reader, List<TopicPartition> partitions) {
        List<CompletableFuture<Void>> asked = new ArrayList<>(waiting);
        if (asked.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions, ADMIN);
        while (!closed && ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            poll(reader);
        }
        asked.forEach(known -> known.complete(null));
        waiting.removeAll(asked);
    }

    private void poll(KafkaConsumer<String, byte[]> reader) {
        for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
            if (record.value() != null) {
                take(record);
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        try {
            Run run = Json.mapper().readValue(record.value(), Run.class);
            if (run.specification() != null) {
                TeacherSpecification teacher = run.specification().teacher();
                ledger.allow(teacher.purseOf(run.runId()), Money.nanos(teacher.budgetUsd()));
            }
        } catch (IOException e) {
            LOG.warnf("the topic %s, offset %d, holds no run; its budget is not known", topic, record.offset());
        }
    }

    private void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}

package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.Ladder;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.stage.shutdown.ShutdownSignal;
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

/** Follows the topic {@code runs}, and tells the ledger the budgets that runs set for their purses. */
public final class KafkaBudgetFollower implements LatestBudgets, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KafkaBudgetFollower.class);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, Object> broker;
    private final String topic;
    private final BudgetLedger ledger;
    private final Thread thread;
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** @param broker the client's settings: bootstrap servers and security */
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
    public void await(Duration timeout) {
        CompletableFuture<Void> readToEnd = new CompletableFuture<>();
        waiting.add(readToEnd);
        try {
            readToEnd.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        } catch (TimeoutException | ExecutionException e) {
            throw new LedgerUnavailableException(
                    "the topic " + topic + " was not read to its end within " + timeout.toSeconds() + " s", e);
        } finally {
            waiting.remove(readToEnd);
        }
    }

    private void follow() {
        try (KafkaConsumer<String, byte[]> reader = WholeTopicConsumer.create(broker, "preceptor-teacher-budgets")) {
            List<TopicPartition> partitions = List.of();
            while (!closed) {
                try {
                    if (partitions.isEmpty()) {
                        partitions = partitions(reader);
                        reader.assign(partitions);
                        reader.seekToBeginning(partitions);
                    } else {
                        poll(reader);
                        completeWaiting(reader, partitions);
                    }
                } catch (KafkaException e) {
                    LOG.debugf("the topic %s cannot be read: %s", topic, e.getMessage());
                    pause();
                }
            }
        }
    }

    /** Empty while the topic does not exist. */
    private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> reader) {
        List<PartitionInfo> found = reader.partitionsFor(topic, METADATA_TIMEOUT);
        if (found == null || found.isEmpty()) {
            pause();
            return List.of();
        }
        return found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private void completeWaiting(KafkaConsumer<String, byte[]> reader, List<TopicPartition> partitions) {
        List<CompletableFuture<Void>> pending = new ArrayList<>(waiting);
        if (pending.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions, METADATA_TIMEOUT);
        while (!closed && ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            poll(reader);
        }
        pending.forEach(readToEnd -> readToEnd.complete(null));
        waiting.removeAll(pending);
    }

    private void poll(KafkaConsumer<String, byte[]> reader) {
        for (ConsumerRecord<String, byte[]> record : reader.poll(POLL_TIMEOUT)) {
            if (record.value() != null) {
                apply(record);
            }
        }
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        try {
            Run run = Json.mapper().readValue(record.value(), Run.class);
            if (run.specification() != null) {
                TeacherSpecification teacher = run.specification().teacher();
                String purse = teacher.purseOf(run.runId());
                ledger.raiseCap(purse, Money.nanos(teacher.budgetUsd()));
                raiseCapsOfRungs(purse, run.specification().ladder());
            }
        } catch (IOException e) {
            LOG.warnf("the topic %s, offset %d, is not a valid run; its budget is not known", topic, record.offset());
        }
    }

    private void raiseCapsOfRungs(String purse, Ladder ladder) {
        if (ladder.hasSeveral()) {
            ladder.rungs().stream()
                    .filter(TeacherSpecification::callsServer)
                    .forEach(rung -> ledger.raiseCap(purse, RungBudget.of(rung)));
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
    }
}

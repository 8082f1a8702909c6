package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.Ladder;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.stage.kafka.TopicFollower;
import dev.preceptor.stage.kafka.TopicReadException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Follows the topic {@code runs}, and tells the ledger the budgets that runs set for their purses. */
public final class KafkaBudgetFollower implements LatestBudgets, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KafkaBudgetFollower.class);

    private final BudgetLedger ledger;
    private final TopicFollower runs;

    /** @param broker the client's settings: bootstrap servers and security */
    public KafkaBudgetFollower(Map<String, Object> broker, String topic, BudgetLedger ledger) {
        this.ledger = ledger;
        this.runs = new TopicFollower(broker, topic, "preceptor-teacher-budgets", this::apply);
    }

    public void start() {
        runs.start();
    }

    @Override
    public void await(Duration timeout) {
        try {
            runs.awaitEnd(timeout);
        } catch (TopicReadException e) {
            throw new LedgerUnavailableException(e.getMessage(), e);
        }
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            Run run = Json.mapper().readValue(record.value(), Run.class);
            if (run.specification() != null) {
                TeacherSpecification teacher = run.specification().teacher();
                String purse = teacher.purseOf(run.runId());
                ledger.raiseCap(purse, Money.nanos(teacher.budgetUsd()));
                raiseCapsOfRungs(purse, run.specification().ladder());
            }
        } catch (IOException e) {
            LOG.warnf(
                    "the topic %s, offset %d, is not a valid run; its budget is not known",
                    record.topic(), record.offset());
        }
    }

    private void raiseCapsOfRungs(String purse, Ladder ladder) {
        if (ladder.hasSeveral()) {
            ladder.rungs().stream()
                    .filter(TeacherSpecification::callsServer)
                    .forEach(rung -> ledger.raiseCap(purse, RungBudget.of(rung)));
        }
    }

    @Override
    public void close() {
        runs.close();
    }
}

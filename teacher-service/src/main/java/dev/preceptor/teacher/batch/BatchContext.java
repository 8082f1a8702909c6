package dev.preceptor.teacher.batch;

import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.chat.ChatTeacher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The part of the service that all batches share.
 *
 * @param prompts makes the prompts of requests
 * @param createWithin how long it may take to create a batch, the upload included
 * @param readWithin how long after its creation the results of a batch are asked for
 */
public record BatchContext(
        BudgetLedger ledger,
        Budget budget,
        BatchEndpoints endpoints,
        ChatTeacher prompts,
        ShutdownSignal shutdown,
        InstantSource clock,
        Duration createWithin,
        Duration readWithin) {

    Instant now() {
        return clock.instant();
    }
}

package dev.preceptor.teacher.batch;

import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.chat.ChatTeacher;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The part of the service that all batches share.
 *
 * @param prompts makes the prompts of requests
 */
public record BatchContext(
        BudgetLedger ledger,
        Budget budget,
        BatchEndpoints endpoints,
        ChatTeacher prompts,
        ShutdownSignal shutdown,
        InstantSource clock,
        BatchTimeouts timeouts) {

    Instant now() {
        return clock.instant();
    }
}

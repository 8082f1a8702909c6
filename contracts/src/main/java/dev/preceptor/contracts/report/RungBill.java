package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * What one teacher of several taught, and what it cost.
 *
 * @param name the name of the rung
 * @param model the model; {@code student} or {@code reference} if the rung calls no server
 * @param asked the number of failures that it was asked about; a failure that is taught again with a larger budget counts once
 * @param taught the number of failures of which its answer became training examples
 * @param calls the number of paid answers
 * @param costUsd the cost in US dollars; a call without an answer counts at its greatest possible cost
 * @param budgetUsd the rung's own budget; null if it has none
 * @param cached the number of answers that were reused from the purse
 * @param unknownUsd the unconfirmed part of {@code costUsd}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record RungBill(
        String name,
        String model,
        int asked,
        int taught,
        int calls,
        long promptTokens,
        long completionTokens,
        double costUsd,
        Double budgetUsd,
        int cached,
        double unknownUsd) {}

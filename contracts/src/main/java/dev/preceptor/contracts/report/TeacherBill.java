package dev.preceptor.contracts.report;

/**
 * What the teacher did and cost.
 *
 * @param calls answers that were paid for (none for the reference teacher's, which is no model)
 * @param costUsd counts a call without an answer at its greatest possible cost
 */
public record TeacherBill(
        String model, int calls, long promptTokens, long completionTokens, double costUsd, double budgetUsd) {}

package dev.preceptor.teacher.budget;

import java.time.Duration;

/**
 * A request to the budget: an answer to buy, and what it may cost.
 *
 * @param callId identifies the answer; equal requests have equal ids
 * @param greatestCost upper bound of the cost of one HTTP request, in nanodollars
 * @param cap the run's budget in nanodollars; that of its purse may be greater
 * @param timeout of one HTTP request
 * @param rung the rung of the ladder that is asked, with its own budget; null where there is one teacher
 */
public record BudgetRequest(
        String callId,
        Requester requester,
        long greatestCost,
        long cap,
        Duration timeout,
        RateLimit rateLimit,
        RungBudget rung) {

    /** A request to the only teacher. */
    public BudgetRequest(
            String callId, Requester requester, long greatestCost, long cap, Duration timeout, RateLimit rateLimit) {
        this(callId, requester, greatestCost, cap, timeout, rateLimit, null);
    }

    /** The name of the rung; null where there is one teacher. */
    String rungName() {
        return rung == null ? null : rung.name();
    }
}

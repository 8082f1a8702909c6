package dev.preceptor.teacher.budget;

import java.time.Duration;

/**
 * A request to the budget: an answer to buy, and what it may cost.
 *
 * @param callId identifies the answer; equal requests have equal ids
 * @param greatestCost upper bound of the cost of one HTTP request, in nanodollars
 * @param cap the run's budget in nanodollars; that of its purse may be greater
 * @param timeout of one HTTP request
 */
public record BudgetRequest(
        String callId, Requester requester, long greatestCost, long cap, Duration timeout, RateLimit rateLimit) {}

package dev.preceptor.teacher.budget;

import java.time.Duration;

/**
 * An answer that somebody wants to pay for.
 *
 * @param callId what is asked
 * @param greatestCost in nanodollars, of one request
 * @param cap the run's budget, in nanodollars; the purse's may be greater
 * @param timeout of one request
 */
public record Purchase(String callId, Asker asker, long greatestCost, long cap, Duration timeout, Pace pace) {}

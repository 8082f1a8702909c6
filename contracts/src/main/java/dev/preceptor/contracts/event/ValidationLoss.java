package dev.preceptor.contracts.event;

/**
 * How a student predicts the examples that were held out from its training.
 *
 * @param epoch from 1
 * @param step the last one before
 * @param loss the mean over the examples' completion tokens
 */
public record ValidationLoss(int epoch, int step, double loss) {}

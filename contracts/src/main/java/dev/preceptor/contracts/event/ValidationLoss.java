package dev.preceptor.contracts.event;

/**
 * The loss of a student on the examples that were held out from its training.
 *
 * @param epoch the number of the epoch, from 1
 * @param step the last optimiser step before the measurement
 * @param loss the mean loss over the examples' completion tokens
 */
public record ValidationLoss(int epoch, int step, double loss) {}

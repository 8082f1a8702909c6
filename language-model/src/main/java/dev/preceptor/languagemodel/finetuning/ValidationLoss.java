package dev.preceptor.languagemodel.finetuning;

/**
 * How the held-out examples are predicted after an epoch.
 *
 * @param epoch 1 for the first
 * @param step the last step before
 * @param loss mean cross-entropy over their completion tokens, in nats
 */
public record ValidationLoss(int epoch, int step, double loss) {}

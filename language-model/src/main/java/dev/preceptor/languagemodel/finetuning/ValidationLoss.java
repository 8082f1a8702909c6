package dev.preceptor.languagemodel.finetuning;

/**
 * The loss on the validation set after an epoch.
 *
 * @param epoch the number of the epoch, starting at 1
 * @param step the number of the last step of the epoch
 * @param loss the mean cross-entropy over the completion tokens of the validation set, in nats
 */
public record ValidationLoss(int epoch, int step, double loss) {}

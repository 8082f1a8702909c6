package dev.preceptor.languagemodel.finetuning;

/**
 * A step of the optimizer.
 *
 * @param step the number of the step, starting at 1
 * @param steps the number of steps in the training
 * @param loss the mean loss over the completion tokens of the step, in nats, before the update: the cross-entropy, or its mixture with
 *     the soft loss
 * @param learningRate the learning rate of the update
 * @param gradNorm the L2 norm of the gradient before clipping
 * @param tokens the number of prompt and completion tokens
 */
public record TrainingStep(int step, int steps, double loss, double learningRate, double gradNorm, int tokens) {}

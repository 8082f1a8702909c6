package dev.preceptor.languagemodel.finetuning;

/**
 * One step of the optimiser.
 *
 * @param step 1 for the first
 * @param steps how many there will be
 * @param loss mean cross-entropy over the step's completion tokens, in nats, before its update
 * @param learningRate the update's
 * @param gradNorm length of the gradient before it was clipped
 * @param tokens prompt and completion tokens of the step
 */
public record TrainingStep(int step, int steps, double loss, double learningRate, double gradNorm, int tokens) {}

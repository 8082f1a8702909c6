package dev.preceptor.contracts.event;

/**
 * One optimiser step.
 *
 * @param step the number of the step, from 1
 * @param loss the mean loss over the step's completion tokens, before the update
 * @param gradNorm the L2 norm of the gradients of all trained weights, before clipping
 * @param tokens the number of prompt and completion tokens of the step
 */
public record TrainingStep(int step, double loss, double learningRate, double gradNorm, int tokens) {}

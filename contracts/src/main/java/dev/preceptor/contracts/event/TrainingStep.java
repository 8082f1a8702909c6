package dev.preceptor.contracts.event;

/**
 * One optimiser step.
 *
 * @param step from 1
 * @param loss the mean over the step's completion tokens, before the step's update
 * @param gradNorm the L2 norm over all trained weights, before clipping
 * @param tokens the completion tokens that were scored
 */
public record TrainingStep(int step, double loss, double learningRate, double gradNorm, int tokens) {}

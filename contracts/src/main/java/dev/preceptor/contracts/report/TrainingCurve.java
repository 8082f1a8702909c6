package dev.preceptor.contracts.report;

import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.ValidationLoss;
import java.util.List;

/**
 * The training curve of a round. Of a long training it has some hundred steps, the first and the last among them.
 *
 * @param steps in their order; grows while the training is in progress
 * @param validation the validation loss after each epoch; empty before the training has ended, and if no examples were held out
 */
public record TrainingCurve(int round, List<TrainingStep> steps, List<ValidationLoss> validation) {}

package dev.preceptor.languagemodel.finetuning;

import java.util.List;

/**
 * How a training went.
 *
 * @param steps every step
 * @param validation the loss on the held-out examples after each epoch; empty where none were held out
 * @param keptStep after which step the model is as it is now: the last, or that of the least validation loss
 * @param examples how many were trained on
 * @param leftOut how many were too long or had no completion
 * @param tokensPerSecond prompt and completion tokens by the time that the steps took
 */
public record FineTuningResult(
        List<TrainingStep> steps,
        List<ValidationLoss> validation,
        int keptStep,
        int examples,
        int leftOut,
        double tokensPerSecond) {

    public FineTuningResult {
        steps = List.copyOf(steps);
        validation = List.copyOf(validation);
    }
}

package dev.preceptor.languagemodel.finetuning;

import java.util.List;

/**
 * The result of a training.
 *
 * @param steps all steps
 * @param validation the validation loss after each epoch; empty if there is no validation set
 * @param keptStep the step whose model is kept: the step with the least validation loss, or the last step without validation
 * @param examples the number of examples that were used
 * @param leftOut the number of examples that were too long or had no completion
 * @param tokensPerSecond the number of prompt and completion tokens per second, over the time of the steps
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

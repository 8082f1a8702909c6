package dev.preceptor.languagemodel.finetuning;

import java.util.List;

/**
 * How a training went.
 *
 * @param steps every step
 * @param examples how many were trained on
 * @param leftOut how many were too long or had no completion
 * @param tokensPerSecond prompt and completion tokens by the time that the steps took
 */
public record FineTuningResult(List<TrainingStep> steps, int examples, int leftOut, double tokensPerSecond) {

    public FineTuningResult {
        steps = List.copyOf(steps);
    }
}

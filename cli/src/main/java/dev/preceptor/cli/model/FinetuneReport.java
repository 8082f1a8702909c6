package dev.preceptor.cli.model;

import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.finetuning.FineTuningResult;
import dev.preceptor.languagemodel.finetuning.ValidationLoss;
import java.util.List;

/**
 * The JSON output of {@code finetune}.
 *
 * @param validation the loss on the held-out examples after each epoch
 * @param keptStep the step whose model was written
 */
record FinetuneReport(
        List<Step> steps,
        List<ValidationLoss> validation,
        int keptStep,
        double tokensPerSecond,
        int examples,
        int leftOut,
        CheckpointPlace checkpoint) {

    /**
     * One step of the optimiser.
     *
     * @param loss before the step's update
     */
    record Step(int step, double loss, double learningRate, double gradNorm, int tokens) {}

    /** The checkpoint's folder, and the SHA-256 of its weights. */
    record CheckpointPlace(String uri, String sha256) {}

    static FinetuneReport of(FineTuningResult result, SavedCheckpoint saved) {
        return new FinetuneReport(
                result.steps().stream()
                        .map(step ->
                                new Step(step.step(), step.loss(), step.learningRate(), step.gradNorm(), step.tokens()))
                        .toList(),
                result.validation(),
                result.keptStep(),
                result.tokensPerSecond(),
                result.examples(),
                result.leftOut(),
                new CheckpointPlace(saved.folder().toUri().toString(), saved.sha256()));
    }
}

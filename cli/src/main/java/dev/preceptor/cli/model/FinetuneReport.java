package dev.preceptor.cli.model;

import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.finetuning.FineTuningResult;
import dev.preceptor.languagemodel.finetuning.ValidationLoss;
import java.util.List;

/**
 * What {@code finetune --json} writes.
 *
 * @param validation the loss on the held-out examples after each epoch
 * @param keptStep after which step the model is as it was written
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
     * @param loss as it was before the step's update
     */
    record Step(int step, double loss, double learningRate, double gradNorm, int tokens) {}

    /** Where the checkpoint lies, and the hash of its weights. */
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

package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.AdamW;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * How a model is fine-tuned. {@link #defaults()} and the {@code with} methods make one.
 *
 * @param learningRate the rate over the steps
 * @param optimizer AdamW's constants
 * @param epochs how often each example is seen, where {@code steps} is 0
 * @param steps number of steps, over as many epochs as that takes; 0: as {@code epochs} says
 * @param batch what a step consists of
 * @param microBatchTokens tokens computed at once: bounds memory, changes no result
 * @param maxGradNorm greatest length of a step's gradient, longer ones are scaled to it; 0: none
 * @param maxLength examples with more tokens are left out and counted
 * @param shuffle whether each epoch has its own order, which the seed decides
 * @param seed see shuffle
 * @param computeType BFLOAT16 multiplies in it; weights, sums and the optimiser stay float32
 * @param threads cores to use; 0: all
 * @param adaptation all weights, or low-rank adapters of them
 * @param validationFraction share of the examples, drawn by the seed, that is not trained on: after each epoch the loss on
 *     them is taken, and in the end the model is that of the least; 0: none
 * @param activations what a pass remembers; null: as much as fits into memory. Changes no result
 */
@RecordBuilder
public record FineTuningOptions(
        LearningRate learningRate,
        AdamW optimizer,
        int epochs,
        int steps,
        BatchSize batch,
        int microBatchTokens,
        double maxGradNorm,
        int maxLength,
        boolean shuffle,
        long seed,
        ComputeType computeType,
        int threads,
        AdaptationMethod adaptation,
        double validationFraction,
        Activations activations) {

    public FineTuningOptions {
        if (steps < 0 || (steps == 0 && epochs < 1)) {
            throw new IllegalArgumentException("fine-tuning needs at least one step or epoch");
        }
        if (microBatchTokens < 1 || maxLength < 2 || threads < 0 || !(maxGradNorm >= 0)) {
            throw new IllegalArgumentException(
                    "fine-tuning needs microBatchTokens >= 1, maxLength >= 2, threads >= 0 and maxGradNorm >= 0, not "
                            + "%d, %d, %d and %s".formatted(microBatchTokens, maxLength, threads, maxGradNorm));
        }
        if (computeType == ComputeType.INT8) {
            throw new IllegalArgumentException("small integers cannot learn: fine-tuning needs FLOAT32 or BFLOAT16");
        }
        if (!(validationFraction >= 0 && validationFraction < 1)) {
            throw new IllegalArgumentException(
                    "a validation fraction must be at least 0 and below 1, not " + validationFraction);
        }
    }

    /** Three epochs at 1e-5, 8 examples a step, no clipping, up to 2,048 tokens an example, shuffled. */
    public static FineTuningOptions defaults() {
        return FineTuningOptionsBuilder.builder()
                .learningRate(LearningRate.constant(1e-5))
                .optimizer(AdamW.defaults())
                .epochs(3)
                .batch(BatchSize.sequences(8))
                .microBatchTokens(2048)
                .maxLength(2048)
                .shuffle(true)
                .computeType(ComputeType.AUTO)
                .adaptation(AdaptationMethod.full())
                .build();
    }

    public FineTuningOptions withLearningRate(LearningRate value) {
        return change().learningRate(value).build();
    }

    public FineTuningOptions withOptimizer(AdamW value) {
        return change().optimizer(value).build();
    }

    /** As many epochs. */
    public FineTuningOptions withEpochs(int value) {
        return change().epochs(value).steps(0).build();
    }

    /** As many steps, whatever the number of epochs. */
    public FineTuningOptions withSteps(int value) {
        return change().steps(value).build();
    }

    public FineTuningOptions withBatch(BatchSize value) {
        return change().batch(value).build();
    }

    public FineTuningOptions withMicroBatchTokens(int value) {
        return change().microBatchTokens(value).build();
    }

    public FineTuningOptions withMaxGradNorm(double value) {
        return change().maxGradNorm(value).build();
    }

    public FineTuningOptions withMaxLength(int value) {
        return change().maxLength(value).build();
    }

    public FineTuningOptions withShuffle(boolean value, long shuffleSeed) {
        return change().shuffle(value).seed(shuffleSeed).build();
    }

    public FineTuningOptions withComputeType(ComputeType value) {
        return change().computeType(value).build();
    }

    public FineTuningOptions withThreads(int value) {
        return change().threads(value).build();
    }

    public FineTuningOptions withAdaptation(AdaptationMethod value) {
        return change().adaptation(value).build();
    }

    public FineTuningOptions withValidationFraction(double value) {
        return change().validationFraction(value).build();
    }

    public FineTuningOptions withActivations(Activations value) {
        return change().activations(value).build();
    }

    private FineTuningOptionsBuilder change() {
        return FineTuningOptionsBuilder.builder(this);
    }
}

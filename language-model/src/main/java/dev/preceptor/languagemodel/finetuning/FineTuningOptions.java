package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.network.AdamW;

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
 */
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
        int threads) {

    public FineTuningOptions {
        if (steps < 0 || (steps == 0 && epochs < 1)) {
            throw new IllegalArgumentException("fine-tuning needs at least one step or epoch");
        }
        if (microBatchTokens < 1 || maxLength < 2 || threads < 0 || !(maxGradNorm >= 0)) {
            throw new IllegalArgumentException(
                    "fine-tuning needs microBatchTokens >= 1, maxLength >= 2, threads >= 0 and maxGradNorm >= 0, not "
                            + "%d, %d, %d and %s".formatted(microBatchTokens, maxLength, threads, maxGradNorm));
        }
    }

    /** Three epochs at 1e-5, 8 examples a step, no clipping, up to 2,048 tokens an example, shuffled. */
    public static FineTuningOptions defaults() {
        return new FineTuningOptions(
                LearningRate.constant(1e-5),
                AdamW.defaults(),
                3,
                0,
                BatchSize.sequences(8),
                2048,
                0,
                2048,
                true,
                0,
                ComputeType.AUTO,
                0);
    }

    public FineTuningOptions withLearningRate(LearningRate value) {
        return new FineTuningOptions(
                value,
                optimizer,
                epochs,
                steps,
                batch,
                microBatchTokens,
                maxGradNorm,
                maxLength,
                shuffle,
                seed,
                computeType,
                threads);
    }

    public FineTuningOptions withOptimizer(AdamW value) {
        return new FineTuningOptions(
                learningRate,
                value,
                epochs,
                steps,
                batch,
                microBatchTokens,
                maxGradNorm,
                maxLength,
                shuffle,
                seed,
                computeType,
                threads);
    }

    /** As many epochs. */
    public FineTuningOptions withEpochs(int value) {
        return new FineTuningOptions(
                learningRate,
                optimizer,
                value,
                0,
                batch,
                microBatchTokens,
                maxGradNorm,
                maxLength,
                shuffle,
                seed,
                computeType,
                threads);
    }

    /** As many steps, whatever the number of epochs. */
    public FineTuningOptions withSteps(int value) {
        return new FineTuningOptions(
                learningRate,
                optimizer,
                epochs,
                value,
                batch,
                microBatchTokens,
                maxGradNorm,
                maxLength,
                shuffle,
                seed,
                computeType,
                threads);
    }

    public FineTuningOptions withBatch(BatchSize value) {
        return new FineTuningOptions(
                learningRate,
                optimizer,
                epochs,
                steps,
                value,
                microBatchTokens,
                maxGradNorm,
                maxLength,
                shuffle,
                seed,
                computeType,
                threads);
    }

    public FineTuningOptions withMicroBatchTokens(int value) {
        return new FineTuningOptions(
                learningRate,
                optimizer,
                epochs,
                steps,
                batch,
                value,
                maxGradNorm,
                maxLength,
                shuffle,
                seed,
                computeType,
                threads);
    }

    public FineTuningOptions withMaxGradNorm(double value) {
        return new FineTuningOptions(
                learningRate,
                optimizer,
                epochs,
                steps,
                batch,
                microBatchTokens,
                value,
                maxLength,
                shuffle,
                seed,
                computeType,
                threads);
    }

    public FineTuningOptions withMaxLength(int value) {
        return new FineTuningOptions(
                learningRate,
                optimizer,
                epochs,
                steps,
                batch,
                microBatchTokens,
                maxGradNorm,
                value,
                shuffle,
                seed,
                computeType,
                threads);
    }

    public FineTuningOptions withShuffle(boolean value, long shuffleSeed) {
        return new FineTuningOptions(
                learningRate,
                optimizer,
                epochs,
                steps,
                batch,
                microBatchTokens,
                maxGradNorm,
                maxLength,
                value,
                shuffleSeed,
                computeType,
                threads);
    }

    public FineTuningOptions withComputeType(ComputeType value) {
        return new FineTuningOptions(
                learningRate,
                optimizer,
                epochs,
                steps,
                batch,
                microBatchTokens,
                maxGradNorm,
                maxLength,
                shuffle,
                seed,
                value,
                threads);
    }

    public FineTuningOptions withThreads(int value) {
        return new FineTuningOptions(
                learningRate,
                optimizer,
                epochs,
                steps,
                batch,
                microBatchTokens,
                maxGradNorm,
                maxLength,
                shuffle,
                seed,
                computeType,
                value);
    }
}

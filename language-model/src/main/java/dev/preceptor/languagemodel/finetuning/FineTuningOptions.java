package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.AdamW;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.network.SoftLoss;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * Options of fine-tuning. Start from {@link #defaults()} and change them with the {@code with} methods.
 *
 * @param learningRate the learning rate and its schedule
 * @param optimizer the hyperparameters of AdamW
 * @param epochs the number of epochs, if {@code steps} is 0
 * @param steps the number of steps, over as many epochs as needed; 0 to use {@code epochs}
 * @param batch the batch size of a step
 * @param microBatchTokens the maximum number of tokens in a micro-batch. It bounds the memory and does not change the result
 * @param maxGradNorm the maximum L2 norm of the gradient, for clipping; 0 for no clipping
 * @param maxLength the maximum number of tokens of an example; longer examples are omitted and counted
 * @param shuffle whether the examples are shuffled in each epoch
 * @param seed the seed of shuffling and of the validation split
 * @param computeType BFLOAT16 for matrix products in bfloat16; weights, sums and the optimizer state are always float32
 * @param threads the number of cores; 0 for all
 * @param adaptation the method: full fine-tuning or LoRA
 * @param validationFraction the fraction of the examples that is held out for validation; 0 for none. The validation loss is
 *     computed after each epoch, and the result is the model of the epoch with the least loss
 * @param activations whether the forward pass keeps activations; null to keep them if they fit into memory. It does not change the
 *     result
 * @param softLoss the loss of tokens with soft targets; null for the cross-entropy of all tokens. The validation loss is always the
 *     cross-entropy
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
        Activations activations,
        SoftLoss softLoss) {

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
            throw new IllegalArgumentException("fine-tuning does not support INT8; use FLOAT32 or BFLOAT16");
        }
        if (!(validationFraction >= 0 && validationFraction < 1)) {
            throw new IllegalArgumentException(
                    "a validation fraction must be at least 0 and below 1, not " + validationFraction);
        }
    }

    /** Returns 3 epochs with a constant rate of 1e-5, 8 examples per step, no clipping, at most 2,048 tokens per example, shuffled. */
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

    /** Sets the number of epochs, and {@code steps} to 0. */
    public FineTuningOptions withEpochs(int value) {
        return change().epochs(value).steps(0).build();
    }

    /** Sets the number of steps, which takes precedence over the number of epochs. */
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

    public FineTuningOptions withSoftLoss(SoftLoss value) {
        return change().softLoss(value).build();
    }

    private FineTuningOptionsBuilder change() {
        return FineTuningOptionsBuilder.builder(this);
    }
}

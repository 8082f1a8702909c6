package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.AdamW;
import dev.preceptor.languagemodel.network.Adaptation;
import java.util.function.Consumer;

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
        Adaptation adaptation,
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
                0,
                Adaptation.full(),
                0,
                null);
    }

    public FineTuningOptions withLearningRate(LearningRate value) {
        return with(changed -> changed.learningRate = value);
    }

    public FineTuningOptions withOptimizer(AdamW value) {
        return with(changed -> changed.optimizer = value);
    }

    /** As many epochs. */
    public FineTuningOptions withEpochs(int value) {
        return with(changed -> {
            changed.epochs = value;
            changed.steps = 0;
        });
    }

    /** As many steps, whatever the number of epochs. */
    public FineTuningOptions withSteps(int value) {
        return with(changed -> changed.steps = value);
    }

    public FineTuningOptions withBatch(BatchSize value) {
        return with(changed -> changed.batch = value);
    }

    public FineTuningOptions withMicroBatchTokens(int value) {
        return with(changed -> changed.microBatchTokens = value);
    }

    public FineTuningOptions withMaxGradNorm(double value) {
        return with(changed -> changed.maxGradNorm = value);
    }

    public FineTuningOptions withMaxLength(int value) {
        return with(changed -> changed.maxLength = value);
    }

    public FineTuningOptions withShuffle(boolean value, long shuffleSeed) {
        return with(changed -> {
            changed.shuffle = value;
            changed.seed = shuffleSeed;
        });
    }

    public FineTuningOptions withComputeType(ComputeType value) {
        return with(changed -> changed.computeType = value);
    }

    public FineTuningOptions withThreads(int value) {
        return with(changed -> changed.threads = value);
    }

    public FineTuningOptions withAdaptation(Adaptation value) {
        return with(changed -> changed.adaptation = value);
    }

    public FineTuningOptions withValidationFraction(double value) {
        return with(changed -> changed.validationFraction = value);
    }

    public FineTuningOptions withActivations(Activations value) {
        return with(changed -> changed.activations = value);
    }

    private FineTuningOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The options while they are changed: the one place that lists them all. */
    private static final class Draft {

        private LearningRate learningRate;
        private AdamW optimizer;
        private int epochs;
        private int steps;
        private BatchSize batch;
        private int microBatchTokens;
        private double maxGradNorm;
        private int maxLength;
        private boolean shuffle;
        private long seed;
        private ComputeType computeType;
        private int threads;
        private Adaptation adaptation;
        private double validationFraction;
        private Activations activations;

        Draft(FineTuningOptions from) {
            learningRate = from.learningRate;
            optimizer = from.optimizer;
            epochs = from.epochs;
            steps = from.steps;
            batch = from.batch;
            microBatchTokens = from.microBatchTokens;
            maxGradNorm = from.maxGradNorm;
            maxLength = from.maxLength;
            shuffle = from.shuffle;
            seed = from.seed;
            computeType = from.computeType;
            threads = from.threads;
            adaptation = from.adaptation;
            validationFraction = from.validationFraction;
            activations = from.activations;
        }

        FineTuningOptions options() {
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
                    threads,
                    adaptation,
                    validationFraction,
                    activations);
        }
    }
}

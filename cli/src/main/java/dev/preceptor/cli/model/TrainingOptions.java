package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.checkpoint.CheckpointType;
import dev.preceptor.languagemodel.finetuning.BatchSize;
import dev.preceptor.languagemodel.finetuning.FineTuningOptions;
import dev.preceptor.languagemodel.finetuning.LearningRate;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.AdamW;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code finetune} for the training; their defaults are those of a run's specification. */
final class TrainingOptions {

    /** The length of the training; at most one of these. */
    private static final class Duration {

        @Option(names = "--epochs", paramLabel = "N", description = "Number of passes over the examples (default: 3).")
        private Integer epochs;

        @Option(names = "--steps", paramLabel = "N", description = "Number of optimiser steps, instead of --epochs.")
        private Integer steps;
    }

    @Option(
            names = "--adaptation",
            paramLabel = "full|lora",
            defaultValue = "full",
            description = "Train all weights (full, the default) or low-rank adapters of linear layers (lora).")
    private String adaptation;

    @Mixin
    private LoraOptions lora;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            defaultValue = "5e-6",
            description = "Peak learning rate (default: 5e-6).")
    private double learningRate;

    @ArgGroup
    private Duration duration;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "8",
            description = "Examples per batch (default: 8).")
    private int batchSize;

    @Option(
            names = "--accumulation",
            paramLabel = "N",
            defaultValue = "1",
            description = "Batches per optimiser step, whose gradients are accumulated (default: 1).")
    private int accumulation;

    @Option(
            names = "--schedule",
            paramLabel = "constant|cosine|linear",
            defaultValue = "cosine",
            description = "Schedule of the learning rate after the warm-up (default: cosine).")
    private LearningRate.Schedule schedule;

    @Option(
            names = "--warmup-steps",
            paramLabel = "N",
            defaultValue = "0",
            description = "Steps of linear warm-up (default: 0).")
    private int warmupSteps;

    @Option(
            names = "--weight-decay",
            paramLabel = "X",
            defaultValue = "0",
            description = "Weight decay of AdamW (default: 0).")
    private double weightDecay;

    @Option(
            names = "--max-grad-norm",
            paramLabel = "X",
            defaultValue = "1",
            description = "Clip gradients to this norm; 0 disables clipping (default: 1).")
    private double maxGradNorm;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            defaultValue = "2048",
            description = "Leave out examples of more than N tokens (default: 2048).")
    private int maxLength;

    @Option(names = "--no-shuffle", description = "Do not shuffle: each epoch uses the order of the file.")
    private boolean noShuffle;

    @Option(
            names = "--dtype",
            paramLabel = "auto|float32|bfloat16|fastest",
            defaultValue = "auto",
            description =
                    "Data type of matrix products; fastest: bfloat16 where it is clearly faster on this machine (default:"
                            + " auto, bfloat16 on a GPU, else float32).")
    private ComputeType computeType;

    @Option(
            names = "--checkpoint-dtype",
            paramLabel = "base|float32|bfloat16|float16",
            defaultValue = "base",
            description =
                    "Data type of the weights in --out and --merged (default: base, the model's data type, or bfloat16"
                            + " for a quantised model). Adapters are always float32.")
    private CheckpointType checkpointType;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the shuffling, the validation split and the adapter's initialisation (default: 0).")
    private long seed;

    @Option(
            names = "--validation-fraction",
            paramLabel = "X",
            defaultValue = "0",
            description =
                    "Share of examples held out for validation; the epoch with the lowest validation loss is written"
                            + " (default: 0).")
    private double validationFraction;

    @Option(
            names = "--activations",
            paramLabel = "auto|kept|recomputed",
            defaultValue = "auto",
            description =
                    "Keep activations for the backward pass, or recompute them, which takes less memory and a third"
                            + " more time (default: auto, by the free memory).")
    private String activations;

    /** @throws CommandException if the value of an option is invalid */
    FineTuningOptions checked() {
        if (!(validationFraction >= 0 && validationFraction < 1)) {
            throw CommandException.badInput(
                    "--validation-fraction must be at least 0 and below 1, is " + validationFraction);
        }
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw CommandException.badInput("--learning-rate must be above 0, is " + learningRate);
        }
        if (computeType == ComputeType.INT8 || computeType == ComputeType.HALF) {
            throw CommandException.badInput("--dtype " + computeType.name().toLowerCase(Locale.ROOT)
                    + " is not supported for training; known: auto, float32, bfloat16, fastest");
        }
        FineTuningOptions options = FineTuningOptions.defaults()
                .withLearningRate(
                        new LearningRate(learningRate, schedule, OptionCheck.atLeast("--warmup-steps", warmupSteps, 0)))
                .withOptimizer(optimizer())
                .withBatch(BatchSize.sequences(examplesPerStep()))
                .withMaxGradNorm(OptionCheck.atLeast("--max-grad-norm", maxGradNorm, 0))
                .withMaxLength(OptionCheck.atLeast("--max-length", maxLength, 2))
                .withShuffle(!noShuffle, seed)
                .withComputeType(computeType)
                .withAdaptation(checkedAdaptation())
                .withValidationFraction(validationFraction)
                .withActivations(checkedActivations());
        if (duration == null) {
            return options.withEpochs(3);
        }
        return duration.steps != null
                ? options.withSteps(OptionCheck.atLeast("--steps", duration.steps, 1))
                : options.withEpochs(OptionCheck.atLeast("--epochs", duration.epochs, 1));
    }

    CheckpointType checkpointType() {
        return checkpointType;
    }

    boolean trainsAdapters() {
        return adaptation.equals("lora");
    }

    private int examplesPerStep() {
        long examples = (long) OptionCheck.atLeast("--batch-size", batchSize, 1)
                * OptionCheck.atLeast("--accumulation", accumulation, 1);
        if (examples > Integer.MAX_VALUE) {
            throw CommandException.badInput(
                    "--batch-size times --accumulation must be at most " + Integer.MAX_VALUE + ", is " + examples);
        }
        return (int) examples;
    }

    private AdaptationMethod checkedAdaptation() {
        return switch (adaptation) {
            case "full" -> AdaptationMethod.full();
            case "lora" -> lora.checked(seed);
            default ->
                throw CommandException.badInput("--adaptation '" + adaptation + "' is unknown; known: full, lora");
        };
    }

    private Activations checkedActivations() {
        return switch (activations) {
            case "auto" -> null;
            case "kept" -> Activations.KEPT;
            case "recomputed" -> Activations.RECOMPUTED;
            default ->
                throw CommandException.badInput(
                        "--activations '" + activations + "' is unknown; known: auto, kept, recomputed");
        };
    }

    private AdamW optimizer() {
        AdamW defaults = AdamW.defaults();
        return new AdamW(
                defaults.beta1(),
                defaults.beta2(),
                defaults.epsilon(),
                OptionCheck.atLeast("--weight-decay", weightDecay, 0));
    }
}

package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.TrainingMemoryEstimate;
import dev.preceptor.languagemodel.network.TrainingMemoryEstimator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A forecast of the device memory of a training, made before the weights are loaded.
 *
 * @param memory the estimate. Activations are kept if they fit into memory, unless the options specify it
 * @param free the free memory in bytes; empty if unknown
 * @param device the name of the device
 */
public record TrainingForecast(TrainingMemoryEstimate memory, OptionalLong free, String device) {

    private static final double GIB = 1L << 30;

    static TrainingForecast of(
            ModelConfiguration configuration,
            TrainValidationSplit examples,
            List<BatchSampler.Step> steps,
            FineTuningOptions options,
            OptionalLong free,
            String device) {
        long tokens = 0;
        long longest = 0;
        for (List<TrainingSequence> step : Stream.concat(
                        steps.stream().map(BatchSampler.Step::examples), Stream.of(examples.validation()))
                .toList()) {
            for (List<TrainingSequence> batch : BatchSampler.microBatches(step, options.microBatchTokens())) {
                tokens = Math.max(
                        tokens,
                        batch.stream().mapToLong(TrainingSequence::length).sum());
                longest = Math.max(
                        longest,
                        batch.stream().mapToLong(TrainingSequence::length).max().orElse(0));
            }
        }
        TrainingMemoryEstimator estimator =
                new TrainingMemoryEstimator(configuration, options.adaptation(), options.validationFraction() > 0);
        List<Activations> choices = options.activations() == null
                ? List.of(Activations.KEPT, Activations.RECOMPUTED)
                : List.of(options.activations());
        TrainingForecast forecast = null;
        for (Activations choice : choices) {
            forecast = new TrainingForecast(estimator.estimate(tokens, longest, choice), free, device);
            if (forecast.fits()) {
                return forecast;
            }
        }
        return forecast;
    }

    /** Returns whether the training fits into the free memory, or the free memory is unknown. */
    public boolean fits() {
        return free.isEmpty() || memory.total() <= free.getAsLong();
    }

    /**
     * Returns this forecast.
     *
     * @throws FineTuningException if the training does not fit; the message has the needed and the free memory
     */
    TrainingForecast required() {
        if (fits()) {
            return this;
        }
        throw new FineTuningException(this
                + ": free some, raise the container's limit, choose a smaller model, use LoRA, or omit long examples"
                + " by a smaller maximum length");
    }

    /** Returns one line for a log: the needed memory, its parts, and the free memory. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "training needs %s; %s",
                memory,
                free.isPresent()
                        ? String.format(
                                Locale.ROOT, "%.2f GiB of the %s's memory are free", free.getAsLong() / GIB, device)
                        : "the free memory of the " + device + " is unknown");
    }
}

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
 * What a training will take of the memory of the device that it runs on, told before anything is loaded.
 *
 * @param needs with as much remembered as fits, unless the options say what is
 * @param free bytes; empty where the device does not say
 * @param device what to call it
 */
public record TrainingForecast(TrainingMemoryEstimate needs, OptionalLong free, String device) {

    private static final double GIB = 1L << 30;

    static TrainingForecast of(
            ModelConfiguration configuration,
            Split examples,
            List<StepPlan.Step> plan,
            FineTuningOptions options,
            OptionalLong free,
            String device) {
        long tokens = 0;
        long longest = 0;
        for (List<TrainingSequence> step : Stream.concat(
                        plan.stream().map(StepPlan.Step::examples), Stream.of(examples.heldOut()))
                .toList()) {
            for (List<TrainingSequence> batch : StepPlan.microBatches(step, options.microBatchTokens())) {
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

    /** Whether the device has so much, as far as it says. */
    public boolean fits() {
        return free.isEmpty() || needs.total() <= free.getAsLong();
    }

    /** @throws FineTuningException with both figures, if it does not fit */
    TrainingForecast required() {
        if (fits()) {
            return this;
        }
        throw new FineTuningException(
                this + ": free some, raise the container's limit, choose a smaller model, train adapters,"
                        + " or leave out long examples by a smaller greatest length");
    }

    /** One line, for a log: what it takes, of what, and what there is. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "training needs %s; %s",
                needs,
                free.isPresent()
                        ? String.format(
                                Locale.ROOT, "%.2f GiB of the %s's memory are free", free.getAsLong() / GIB, device)
                        : "how much of the " + device + "'s memory is free is not known");
    }
}

package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.FreeMemory;
import dev.preceptor.languagemodel.network.TrainingMemory;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Decides, before the first step, what a pass remembers. */
final class ActivationChoice {

    private static final double GIB = 1L << 30;

    private ActivationChoice() {}

    /** @throws FineTuningException with both figures, if the greatest micro-batch does not fit into memory in any way */
    static Activations of(
            ModelConfiguration configuration, Split examples, List<StepPlan.Step> plan, FineTuningOptions options) {
        return of(configuration, examples, plan, options, FreeMemory.available());
    }

    static Activations of(
            ModelConfiguration configuration,
            Split examples,
            List<StepPlan.Step> plan,
            FineTuningOptions options,
            OptionalLong free) {
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
        TrainingMemory memory = new TrainingMemory(configuration);
        List<Activations> choices = options.activations() == null
                ? List.of(Activations.KEPT, Activations.RECOMPUTED)
                : List.of(options.activations());
        for (Activations choice : choices) {
            if (free.isEmpty() || memory.bytes(tokens, longest, choice) <= free.getAsLong()) {
                return choice;
            }
        }
        long needed = memory.bytes(tokens, longest, choices.get(choices.size() - 1));
        throw new FineTuningException(String.format(
                Locale.ROOT,
                "training on %d tokens at once needs %.2f GiB of memory beside the weights, and %.2f GiB are free: free"
                        + " some, or leave out long examples by a smaller greatest length",
                tokens,
                needed / GIB,
                free.getAsLong() / GIB));
    }
}

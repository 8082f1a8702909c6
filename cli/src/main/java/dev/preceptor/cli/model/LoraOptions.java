package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import java.util.List;
import picocli.CommandLine.Option;

/** The adapters that {@code finetune --adaptation lora} trains. */
final class LoraOptions {

    @Option(
            names = "--lora-rank",
            paramLabel = "N",
            defaultValue = "16",
            description = "Rank of each adapter (default: 16).")
    private int rank;

    @Option(
            names = "--lora-alpha",
            paramLabel = "X",
            defaultValue = "32",
            description = "Adapters are scaled by alpha / rank (default: 32).")
    private double alpha;

    @Option(names = "--lora-rslora", description = "Scale adapters by alpha / sqrt(rank) instead (rsLoRA).")
    private boolean rankStabilised;

    @Option(
            names = "--lora-targets",
            paramLabel = "NAME",
            split = ",",
            defaultValue = AdaptationMethod.LowRank.ALL_LINEAR,
            description = "Layers to adapt, by the last part of their names: q_proj,v_proj (default: all-linear).")
    private List<String> targets;

    /** @throws CommandException naming the option, if a value is invalid */
    AdaptationMethod checked(long seed) {
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw CommandException.badInput("--lora-alpha must be above 0, is " + alpha);
        }
        return new AdaptationMethod.LowRank(
                OptionCheck.atLeast("--lora-rank", rank, 1), alpha, rankStabilised, targets, seed);
    }
}

package dev.preceptor.languagemodel.checkpoint;

import java.util.List;

/**
 * A LoRA adapter's settings.
 *
 * @param baseModel what it adapts, as a person would name it
 * @param rank the inner width of each update
 * @param alpha numerator of the scale
 * @param rankStabilised the scale is alpha / sqrt(rank) instead of alpha / rank
 * @param targetModules the last parts of the adapted layers' names, such as {@code q_proj}
 * @param dropout in training, on the adapter's input
 */
public record AdapterConfiguration(
        String baseModel, int rank, double alpha, boolean rankStabilised, List<String> targetModules, double dropout) {

    public AdapterConfiguration {
        targetModules = List.copyOf(targetModules);
    }

    /** By what b a is multiplied. */
    public double scale() {
        return alpha / (rankStabilised ? Math.sqrt(rank) : rank);
    }
}

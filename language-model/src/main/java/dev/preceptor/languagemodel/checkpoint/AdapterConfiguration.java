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
 * @param ranks of layers with another rank
 * @param alphas of layers with another alpha
 */
public record AdapterConfiguration(
        String baseModel,
        int rank,
        double alpha,
        boolean rankStabilised,
        List<String> targetModules,
        double dropout,
        LayerPatterns ranks,
        LayerPatterns alphas) {

    public AdapterConfiguration {
        targetModules = List.copyOf(targetModules);
    }

    /** An adapter whose layers are all alike. */
    public AdapterConfiguration(
            String baseModel,
            int rank,
            double alpha,
            boolean rankStabilised,
            List<String> targetModules,
            double dropout) {
        this(
                baseModel,
                rank,
                alpha,
                rankStabilised,
                targetModules,
                dropout,
                LayerPatterns.none(),
                LayerPatterns.none());
    }

    /** The inner width of a layer's update. */
    int rank(String layer) {
        return (int) ranks.of(layer, rank);
    }

    /** By what b a is multiplied. */
    public double scale() {
        return scale(alpha, rank);
    }

    /** By what a layer's b a is multiplied. */
    double scale(String layer) {
        return scale(alphas.of(layer, alpha), rank(layer));
    }

    private double scale(double numerator, int width) {
        return numerator / (rankStabilised ? Math.sqrt(width) : width);
    }
}

package dev.preceptor.languagemodel.checkpoint;

import java.util.List;

/**
 * The configuration of a LoRA adapter, as in PEFT's adapter_config.json.
 *
 * @param baseModel the name of the model that it adapts; may be empty
 * @param rank the rank of the updates
 * @param alpha the numerator of the scale
 * @param rankStabilised whether the scale is alpha / sqrt(rank) instead of alpha / rank (rsLoRA)
 * @param targetModules the last parts of the adapted layers' names, such as {@code q_proj}
 * @param dropout the dropout probability of the adapter's input in training
 * @param ranks overrides of the rank for individual layers
 * @param alphas overrides of alpha for individual layers
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

    /** Creates the configuration of an adapter with the same rank and alpha in all layers. */
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

    /** Returns the rank of a layer's update. */
    int rank(String layer) {
        return (int) ranks.get(layer, rank);
    }

    /** Returns the factor of B A. */
    public double scale() {
        return scale(alpha, rank);
    }

    /** Returns the factor of B A for one layer. */
    double scale(String layer) {
        return scale(alphas.get(layer, alpha), rank(layer));
    }

    private double scale(double alpha, int rank) {
        return alpha / (rankStabilised ? Math.sqrt(rank) : rank);
    }
}

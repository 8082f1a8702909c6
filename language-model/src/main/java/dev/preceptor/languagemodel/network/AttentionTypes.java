package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.RopeScaling;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The types of attention in the layers of a model: either one type, or full attention and sliding-window attention.
 *
 * @param types the distinct types
 * @param ofLayers the index in {@code types} of each layer
 */
record AttentionTypes(List<AttentionType> types, List<Long> ofLayers) {

    /**
     * A type of attention.
     *
     * @param window the number of tokens that a token attends to, itself included; 0 for full attention
     * @param ropeTheta the base of the rotary frequencies
     * @param ropeScaling the scaling of the rotary frequencies; null if they are not scaled
     */
    record AttentionType(int window, double ropeTheta, RopeScaling ropeScaling) {}

    static AttentionTypes of(ModelConfiguration c) {
        boolean mixed = !c.fullAttentionLayers().isEmpty();
        AttentionType main = new AttentionType(mixed ? 0 : c.slidingWindow(), c.ropeTheta(), c.ropeScaling());
        List<AttentionType> types =
                mixed ? List.of(main, new AttentionType(c.slidingWindow(), c.slidingRopeTheta(), null)) : List.of(main);
        List<Long> ofLayers = IntStream.range(0, c.layers())
                .mapToObj(layer -> mixed && !c.fullAttentionLayers().contains(layer) ? 1L : 0L)
                .toList();
        return new AttentionTypes(types, ofLayers);
    }

    /** Returns the window of each type. */
    List<Long> windows() {
        return types.stream().map(type -> (long) type.window()).toList();
    }
}

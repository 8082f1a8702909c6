package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.RopeScaling;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The kinds of attention that a model's layers have: one, or full and sliding-window attention.
 *
 * @param types each kind once
 * @param ofLayers the index in {@code types} for each layer
 */
record AttentionTypes(List<AttentionType> types, List<Long> ofLayers) {

    /**
     * One kind.
     *
     * @param window a token sees itself and the window - 1 before it; 0: all before it
     * @param ropeTheta base of the rotary frequencies
     * @param ropeScaling null where the frequencies are used as they are
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

    /** The window of each kind. */
    List<Long> windows() {
        return types.stream().map(type -> (long) type.window()).toList();
    }
}

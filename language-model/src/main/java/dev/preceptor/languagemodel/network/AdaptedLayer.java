package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A linear layer that LoRA adapts.
 *
 * @param name its Hugging Face name without {@code .weight}, such as {@code model.layers.0.self_attn.q_proj}
 * @param inputs the number of columns of its weight
 * @param outputs the number of rows of its weight
 */
public record AdaptedLayer(String name, long inputs, long outputs) {

    /**
     * Returns the linear layers of a model's first transformer layer that a method adapts. Needs no weights.
     *
     * @throws CheckpointException if a target of the method matches no linear layer; the message names it and the possible targets
     */
    public static List<AdaptedLayer> ofFirstLayer(ModelConfiguration configuration, AdaptationMethod.LowRank method) {
        NetworkDefinition definition = NetworkDefinition.of(configuration);
        return AdapterLayout.of(definition, method).targets().stream()
                .filter(target -> definition.tensors().get(target.index()).use().layer() == 0)
                .flatMap(AdaptedLayer::parts)
                .toList();
    }

    private static Stream<AdaptedLayer> parts(LoraTarget target) {
        return target.parts().stream()
                .map(part -> new AdaptedLayer(
                        part.layer(), target.inputs(), part.rows().count()));
    }

    /** Returns the last part of the name, such as {@code q_proj}, by which adapters name their targets. */
    public String target() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}

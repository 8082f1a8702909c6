package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import java.util.stream.IntStream;

/** Phi-3 and Phi-4-mini: the layer of Llama. The checkpoint fuses q, k and v into one projection, and gate and up into another. */
final class Phi3 {

    private Phi3() {}

    static NetworkDefinition definition(ModelConfiguration c) {
        NetworkDefinition.Builder builder = LlamaFamily.start(c).enable("rms_norm", "gated");
        int[] order = queryKeyValueOrder(c);
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            builder.layerWeight(layer, "qkv", CheckpointTensor.reordered(prefix + "self_attn.qkv_proj.weight", order));
            LlamaFamily.linear(builder, layer, "attention_output", false, prefix + "self_attn.o_proj");
            LlamaFamily.linear(builder, layer, "attention_norm", false, prefix + "input_layernorm");
            LlamaFamily.linear(builder, layer, "feed_forward_norm", false, prefix + "post_attention_layernorm");
            LlamaFamily.linear(builder, layer, "up", false, prefix + "mlp.gate_up_proj");
            LlamaFamily.linear(builder, layer, "down", false, prefix + "mlp.down_proj");
        }
        return builder.build();
    }

    /** Returns the row order that makes rotated pairs adjacent in queries and keys and leaves the values unchanged. */
    private static int[] queryKeyValueOrder(ModelConfiguration c) {
        int rotatedHeads = c.heads() + c.keyValueHeads();
        int[] rotated = RotaryRowOrder.adjacentPairs(rotatedHeads, c.headSize(), c.rotaryDimensions());
        int total = (rotatedHeads + c.keyValueHeads()) * c.headSize();
        return IntStream.concat(IntStream.of(rotated), IntStream.range(rotated.length, total))
                .toArray();
    }
}

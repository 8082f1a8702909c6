package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.Architecture;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;

/** Llama, Mistral, Qwen and StarCoder 2: separate query, key and value projections, and rotary embedding. */
final class LlamaFamily {

    private LlamaFamily() {}

    /** Returns the definition of Llama, Mistral, Qwen 2 or Qwen 3: RMS norms and a gated feed-forward. */
    static NetworkDefinition definition(ModelConfiguration c) {
        NetworkDefinition.Builder builder = start(c).enable("rms_norm", "gated");
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            attention(builder, c, layer);
            linear(builder, layer, "attention_norm", false, prefix + "input_layernorm");
            linear(builder, layer, "feed_forward_norm", false, prefix + "post_attention_layernorm");
            if (c.architecture() == Architecture.QWEN3) {
                headNorms(builder, c, layer);
            }
            gatedFeedForward(builder, c, layer);
        }
        return builder.build();
    }

    /** Returns the definition of StarCoder 2: layer norms with biases, and a feed-forward without gate. */
    static NetworkDefinition starcoder2(ModelConfiguration c) {
        NetworkDefinition.Builder builder = start(c).bias("final_norm", CheckpointTensor.asStored("model.norm.bias"));
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            attention(builder, c, layer);
            linear(builder, layer, "attention_norm", true, prefix + "input_layernorm");
            linear(builder, layer, "feed_forward_norm", true, prefix + "post_attention_layernorm");
            linear(builder, layer, "up", c.feedForwardBias(), prefix + "mlp.c_fc");
            linear(builder, layer, "down", c.feedForwardBias(), prefix + "mlp.c_proj");
        }
        return builder.build();
    }

    /** Returns a builder with the embedding, the final norm and the output projection. */
    static NetworkDefinition.Builder start(ModelConfiguration c) {
        NetworkDefinition.Builder builder = new NetworkDefinition.Builder(c)
                .weight("token_embedding", CheckpointTensor.asStored("model.embed_tokens.weight"))
                .weight("final_norm", CheckpointTensor.asStored("model.norm.weight"));
        return c.tiedEmbeddings() ? builder : builder.weight("head", CheckpointTensor.asStored("lm_head.weight"));
    }

    /** Adds the weight of a linear layer or a norm, and optionally its bias. */
    static void linear(NetworkDefinition.Builder builder, int layer, String role, boolean bias, String name) {
        builder.layerWeight(layer, role, CheckpointTensor.asStored(name + ".weight"));
        if (bias) {
            builder.layerBias(layer, role, CheckpointTensor.asStored(name + ".bias"));
        }
    }

    static void attention(NetworkDefinition.Builder builder, ModelConfiguration c, int layer) {
        builder.layerWeight(layer, "qkv", queryKeyValue(c, layer, ".weight"));
        if (c.queryKeyValueBias()) {
            builder.layerBias(layer, "qkv", queryKeyValue(c, layer, ".bias"));
        }
        linear(builder, layer, "attention_output", c.attentionOutputBias(), attentionName(layer) + "o_proj");
    }

    private static CheckpointTensor[] queryKeyValue(ModelConfiguration c, int layer, String kind) {
        String prefix = attentionName(layer);
        return new CheckpointTensor[] {
            CheckpointTensor.reordered(prefix + "q_proj" + kind, rotaryOrder(c, c.heads())),
            CheckpointTensor.reordered(prefix + "k_proj" + kind, rotaryOrder(c, c.keyValueHeads())),
            CheckpointTensor.asStored(prefix + "v_proj" + kind)
        };
    }

    /** Adds the norms of the queries and keys of each head. */
    static void headNorms(NetworkDefinition.Builder builder, ModelConfiguration c, int layer) {
        String prefix = attentionName(layer);
        builder.enable("head_norms")
                .layerWeight(
                        layer, "query_norm", CheckpointTensor.reordered(prefix + "q_norm.weight", rotaryOrder(c, 1)))
                .layerWeight(
                        layer, "key_norm", CheckpointTensor.reordered(prefix + "k_norm.weight", rotaryOrder(c, 1)));
    }

    static void gatedFeedForward(NetworkDefinition.Builder builder, ModelConfiguration c, int layer) {
        String prefix = "model.layers." + layer + ".mlp.";
        builder.layerWeight(layer, "up", gateAndUp(prefix, ".weight"));
        if (c.feedForwardBias()) {
            builder.layerBias(layer, "up", gateAndUp(prefix, ".bias"));
        }
        linear(builder, layer, "down", c.feedForwardBias(), prefix + "down_proj");
    }

    private static CheckpointTensor[] gateAndUp(String prefix, String kind) {
        return new CheckpointTensor[] {
            CheckpointTensor.asStored(prefix + "gate_proj" + kind), CheckpointTensor.asStored(prefix + "up_proj" + kind)
        };
    }

    private static int[] rotaryOrder(ModelConfiguration c, int heads) {
        return RotaryRowOrder.adjacentPairs(heads, c.headSize(), c.rotaryDimensions());
    }

    private static String attentionName(int layer) {
        return "model.layers." + layer + ".self_attn.";
    }
}

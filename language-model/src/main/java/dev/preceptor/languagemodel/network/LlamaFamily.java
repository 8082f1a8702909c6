package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.Architecture;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;

/** Llama and its relatives: separate q, k and v, rotary positions, attention before the feed-forward layers. */
final class LlamaFamily {

    private LlamaFamily() {}

    /** Llama, Mistral, Qwen 2 and 3: RMS norms and a gated feed-forward. */
    static Blueprint blueprint(ModelConfiguration c) {
        Blueprint.Builder builder = new Blueprint.Builder(c)
                .flag("rms", true)
                .flag("gated", true)
                .flag("parallel", false)
                .tensor("embedding.weight", Part.asStored("model.embed_tokens.weight"))
                .tensor("final_norm.weight", Part.asStored("model.norm.weight"));
        if (!c.tiedEmbeddings()) {
            builder.tensor("head.weight", Part.asStored("lm_head.weight"));
        }
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            attention(builder, c, layer);
            builder.layerTensor(layer, "attention_norm.weight", Part.asStored(prefix + "input_layernorm.weight"));
            builder.layerTensor(layer, "mlp_norm.weight", Part.asStored(prefix + "post_attention_layernorm.weight"));
            if (c.architecture() == Architecture.QWEN3) {
                int[] order = RotaryOrder.adjacentPairs(1, c.headSize(), c.rotaryDimensions());
                builder.layerTensor(
                        layer, "query_norm.weight", Part.reordered(prefix + "self_attn.q_norm.weight", order));
                builder.layerTensor(
                        layer, "key_norm.weight", Part.reordered(prefix + "self_attn.k_norm.weight", order));
            }
            for (String kind : kinds(c.feedForwardBias())) {
                builder.layerTensor(
                        layer,
                        "up." + kind,
                        Part.asStored(prefix + "mlp.gate_proj." + kind),
                        Part.asStored(prefix + "mlp.up_proj." + kind));
                builder.layerTensor(layer, "down." + kind, Part.asStored(prefix + "mlp.down_proj." + kind));
            }
        }
        return builder.build();
    }

    /** StarCoder 2: layer norms with biases and a plain feed-forward. */
    static Blueprint starcoder2(ModelConfiguration c) {
        Blueprint.Builder builder = new Blueprint.Builder(c)
                .flag("rms", false)
                .flag("gated", false)
                .flag("parallel", false)
                .tensor("embedding.weight", Part.asStored("model.embed_tokens.weight"))
                .tensor("final_norm.weight", Part.asStored("model.norm.weight"))
                .tensor("final_norm.bias", Part.asStored("model.norm.bias"));
        if (!c.tiedEmbeddings()) {
            builder.tensor("head.weight", Part.asStored("lm_head.weight"));
        }
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            attention(builder, c, layer);
            for (String kind : kinds(true)) {
                builder.layerTensor(layer, "attention_norm." + kind, Part.asStored(prefix + "input_layernorm." + kind));
                builder.layerTensor(
                        layer, "mlp_norm." + kind, Part.asStored(prefix + "post_attention_layernorm." + kind));
            }
            for (String kind : kinds(c.feedForwardBias())) {
                builder.layerTensor(layer, "up." + kind, Part.asStored(prefix + "mlp.c_fc." + kind));
                builder.layerTensor(layer, "down." + kind, Part.asStored(prefix + "mlp.c_proj." + kind));
            }
        }
        return builder.build();
    }

    private static void attention(Blueprint.Builder builder, ModelConfiguration c, int layer) {
        String prefix = "model.layers." + layer + ".self_attn.";
        int[] queryOrder = RotaryOrder.adjacentPairs(c.heads(), c.headSize(), c.rotaryDimensions());
        int[] keyOrder = RotaryOrder.adjacentPairs(c.keyValueHeads(), c.headSize(), c.rotaryDimensions());
        for (String kind : kinds(c.queryKeyValueBias())) {
            builder.layerTensor(
                    layer,
                    "qkv." + kind,
                    Part.reordered(prefix + "q_proj." + kind, queryOrder),
                    Part.reordered(prefix + "k_proj." + kind, keyOrder),
                    Part.asStored(prefix + "v_proj." + kind));
        }
        for (String kind : kinds(c.attentionOutputBias())) {
            builder.layerTensor(layer, "output." + kind, Part.asStored(prefix + "o_proj." + kind));
        }
    }

    private static String[] kinds(boolean bias) {
        return bias ? new String[] {"weight", "bias"} : new String[] {"weight"};
    }
}

package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;

/**
 * Gemma 3, text only. It has norms before and after attention and feed-forward, whose stored weights are reduced by 1, norms of
 * heads, and scaled embeddings. Layers with a sliding window alternate with layers with full attention; see
 * {@link AttentionTypes}.
 */
final class Gemma3 {

    private Gemma3() {}

    static NetworkDefinition definition(ModelConfiguration c) {
        NetworkDefinition.Builder builder = LlamaFamily.start(c)
                .enable("rms_norm", "norm_weights_less_one", "post_norms", "gated")
                .embeddingScale(Math.sqrt(c.hiddenSize()));
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            LlamaFamily.attention(builder, c, layer);
            LlamaFamily.headNorms(builder, c, layer);
            LlamaFamily.gatedFeedForward(builder, c, layer);
            LlamaFamily.linear(builder, layer, "attention_norm", false, prefix + "input_layernorm");
            LlamaFamily.linear(builder, layer, "attention_post_norm", false, prefix + "post_attention_layernorm");
            LlamaFamily.linear(builder, layer, "feed_forward_norm", false, prefix + "pre_feedforward_layernorm");
            LlamaFamily.linear(builder, layer, "feed_forward_post_norm", false, prefix + "post_feedforward_layernorm");
        }
        return builder.build();
    }
}

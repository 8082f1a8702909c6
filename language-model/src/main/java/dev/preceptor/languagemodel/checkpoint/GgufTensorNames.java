package dev.preceptor.languagemodel.checkpoint;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maps GGUF's tensor names to Hugging Face's, for the architectures llama, qwen2 and qwen3. */
final class GgufTensorNames {

    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d+)\\.(\\w+)\\.(weight|bias)");

    private static final Map<String, String> MODEL_TENSORS = Map.of(
            "token_embd.weight", "model.embed_tokens.weight",
            "output_norm.weight", "model.norm.weight",
            "output.weight", "lm_head.weight");

    private static final Map<String, String> LAYER_TENSORS = Map.ofEntries(
            Map.entry("attn_norm", "input_layernorm"),
            Map.entry("attn_q", "self_attn.q_proj"),
            Map.entry("attn_k", "self_attn.k_proj"),
            Map.entry("attn_v", "self_attn.v_proj"),
            Map.entry("attn_output", "self_attn.o_proj"),
            Map.entry("attn_q_norm", "self_attn.q_norm"),
            Map.entry("attn_k_norm", "self_attn.k_norm"),
            Map.entry("ffn_norm", "post_attention_layernorm"),
            Map.entry("ffn_gate", "mlp.gate_proj"),
            Map.entry("ffn_up", "mlp.up_proj"),
            Map.entry("ffn_down", "mlp.down_proj"));

    private GgufTensorNames() {}

    /** Returns the Hugging Face name of a tensor, or empty if it has none. */
    static Optional<String> huggingFace(String ggufName) {
        Matcher block = BLOCK.matcher(ggufName);
        if (!block.matches()) {
            return Optional.ofNullable(MODEL_TENSORS.get(ggufName));
        }
        return Optional.ofNullable(LAYER_TENSORS.get(block.group(2)))
                .map(layerTensor -> "model.layers." + block.group(1) + "." + layerTensor + "." + block.group(3));
    }
}

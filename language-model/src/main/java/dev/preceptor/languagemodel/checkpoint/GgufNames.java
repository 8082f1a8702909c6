package dev.preceptor.languagemodel.checkpoint;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GGUF's tensor names in Hugging Face's terms, for the llama-like architectures. */
final class GgufNames {

    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d+)\\.(\\w+)\\.(weight|bias)");

    private static final Map<String, String> OUTER = Map.of(
            "token_embd.weight", "model.embed_tokens.weight",
            "output_norm.weight", "model.norm.weight",
            "output.weight", "lm_head.weight");

    private static final Map<String, String> INNER = Map.ofEntries(
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

    private GgufNames() {}

    /** The Hugging Face name; empty for a tensor that has none there. */
    static Optional<String> huggingFace(String ggufName) {
        Matcher block = BLOCK.matcher(ggufName);
        if (!block.matches()) {
            return Optional.ofNullable(OUTER.get(ggufName));
        }
        return Optional.ofNullable(INNER.get(block.group(2)))
                .map(inner -> "model.layers." + block.group(1) + "." + inner + "." + block.group(3));
    }
}

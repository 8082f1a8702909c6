package dev.preceptor.languagemodel.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;

/** Writes config.json in the older form, which all versions of transformers read. */
final class ConfigurationWriter {

    private final ModelConfiguration model;
    private final ObjectNode json = JsonFields.MAPPER.createObjectNode();

    private ConfigurationWriter(ModelConfiguration model) {
        this.model = model;
    }

    static ObjectNode configuration(ModelConfiguration model) {
        return new ConfigurationWriter(model).write();
    }

    static ObjectNode generation(ModelConfiguration model) {
        ConfigurationWriter writer = new ConfigurationWriter(model);
        writer.ids();
        return writer.json;
    }

    private ObjectNode write() {
        json.putArray("architectures").add(model.architecture().className());
        json.put("model_type", model.architecture().modelType());
        json.put("vocab_size", model.vocabularySize());
        switch (model.architecture()) {
            case LLAMA, QWEN2, QWEN3, MISTRAL, PHI3, GEMMA3, STARCODER2 -> rotary();
            case GPT2, GPT_BIGCODE, CODEGEN -> gpt();
        }
        json.put("tie_word_embeddings", model.tiedEmbeddings());
        ids();
        json.put("torch_dtype", FloatFormat.of(model.storedType()).torchName());
        json.put("use_cache", true);
        return json;
    }

    private void rotary() {
        json.put("hidden_size", model.hiddenSize());
        json.put("intermediate_size", model.feedForwardSize());
        json.put("num_hidden_layers", model.layers());
        json.put("num_attention_heads", model.heads());
        json.put("num_key_value_heads", model.keyValueHeads());
        json.put("head_dim", model.headSize());
        json.put("max_position_embeddings", model.contextLength());
        json.put("hidden_act", model.activation().configurationName());
        json.put("attention_dropout", 0.0);
        json.put("rope_theta", model.ropeTheta());
        ropeScaling();
        switch (model.architecture()) {
            case LLAMA -> {
                json.put("rms_norm_eps", model.normEpsilon());
                json.put("attention_bias", model.attentionOutputBias());
                json.put("mlp_bias", model.feedForwardBias());
            }
            case STARCODER2 -> {
                json.put("norm_epsilon", model.normEpsilon());
                json.put("use_bias", model.feedForwardBias());
                json.put("residual_dropout", 0.0);
                json.put("embedding_dropout", 0.0);
                slidingWindow();
            }
            case PHI3 -> {
                json.put("rms_norm_eps", model.normEpsilon());
                json.put("partial_rotary_factor", (double) model.rotaryDimensions() / model.headSize());
                json.put("original_max_position_embeddings", model.contextLength());
                slidingWindow();
            }
            case GEMMA3 -> Gemma3Configuration.write(model, json);
            case MISTRAL -> {
                json.put("rms_norm_eps", model.normEpsilon());
                slidingWindow();
            }
            default -> {
                json.put("rms_norm_eps", model.normEpsilon());
                if (model.architecture() == Architecture.QWEN3) {
                    json.put("attention_bias", model.attentionOutputBias());
                }
                json.put("use_sliding_window", model.slidingWindow() > 0);
                slidingWindow();
                json.put("max_window_layers", model.slidingWindow() > 0 ? 0 : model.layers());
            }
        }
    }

    private void slidingWindow() {
        if (model.slidingWindow() > 0) {
            json.put("sliding_window", model.slidingWindow());
        } else {
            json.putNull("sliding_window");
        }
    }

    private void ropeScaling() {
        RopeScaling scaling = model.ropeScaling();
        if (scaling == null) {
            json.putNull("rope_scaling");
            return;
        }
        ObjectNode fields = json.putObject("rope_scaling");
        fields.put("rope_type", scaling.type());
        if (scaling instanceof RopeScaling.Linear linear) {
            fields.put("factor", linear.factor());
        } else if (scaling instanceof RopeScaling.Dynamic dynamic) {
            fields.put("factor", dynamic.factor());
        } else if (scaling instanceof RopeScaling.Llama3 llama3) {
            fields.put("factor", llama3.factor());
            fields.put("low_freq_factor", llama3.lowFrequencyFactor());
            fields.put("high_freq_factor", llama3.highFrequencyFactor());
            fields.put("original_max_position_embeddings", llama3.originalContextLength());
        } else if (scaling instanceof RopeScaling.LongRope longRope) {
            json.put("max_position_embeddings", longRope.extendedContextLength());
            longRope.shortDivisors().forEach(fields.putArray("short_factor")::add);
            longRope.longDivisors().forEach(fields.putArray("long_factor")::add);
            longRope.explicitAttentionFactor().ifPresent(factor -> fields.put("attention_factor", factor));
        } else if (scaling instanceof RopeScaling.Yarn yarn) {
            fields.put("factor", yarn.factor());
            fields.put("beta_fast", yarn.betaFast());
            fields.put("beta_slow", yarn.betaSlow());
            fields.put("original_max_position_embeddings", yarn.originalContextLength());
            fields.put("truncate", yarn.truncate());
            yarn.explicitAttentionFactor().ifPresent(factor -> fields.put("attention_factor", factor));
            yarn.mscale().ifPresent(scales -> {
                fields.put("mscale", scales.own());
                fields.put("mscale_all_dim", scales.allDimensions());
            });
        }
    }

    private void gpt() {
        json.put("n_embd", model.hiddenSize());
        json.put("n_layer", model.layers());
        json.put("n_head", model.heads());
        json.put("n_inner", model.feedForwardSize());
        json.put("n_positions", model.contextLength());
        json.put("layer_norm_epsilon", model.normEpsilon());
        json.put("activation_function", model.activation().configurationName());
        json.put("attn_pdrop", 0.0);
        json.put("embd_pdrop", 0.0);
        json.put("resid_pdrop", 0.0);
        if (model.architecture() == Architecture.CODEGEN) {
            json.put("n_ctx", model.contextLength());
            json.put("rotary_dim", model.rotaryDimensions());
        } else {
            json.put("scale_attn_weights", model.attentionScale().root() == model.headSize());
        }
        if (model.architecture() == Architecture.GPT2) {
            json.put("scale_attn_by_inverse_layer_idx", model.attentionScale().byLayer());
        }
        if (model.architecture() == Architecture.GPT_BIGCODE) {
            json.put("multi_query", model.keyValueHeads() == 1);
        }
    }

    private void ids() {
        id("bos_token_id", model.beginId());
        ArrayNode ends = JsonFields.MAPPER.createArrayNode();
        model.endIds().forEach(ends::add);
        json.set("eos_token_id", ends.size() == 1 ? ends.get(0) : ends.isEmpty() ? null : ends);
        id("pad_token_id", model.padId());
    }

    private void id(String field, OptionalInt id) {
        if (id.isPresent()) {
            json.put(field, id.getAsInt());
        } else {
            json.putNull(field);
        }
    }
}

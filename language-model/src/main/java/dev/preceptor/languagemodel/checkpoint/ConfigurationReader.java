package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads config.json. It accepts the older form, which most checkpoints on the hub have ({@code rope_theta},
 * {@code torch_dtype}), and the form of transformers 5 ({@code rope_parameters}, {@code dtype}, {@code layer_types}).
 *
 * <p>One class, although long: most fields have the same meaning in all architectures, so a difference between two of them
 * takes one line here. Gemma 3 differs most and has {@link Gemma3Configuration}.
 */
final class ConfigurationReader {

    static final int MAX_WIDTH = 1 << 20;
    static final int MAX_LAYERS = 1 << 12;

    private final JsonFields fields;
    private final Architecture architecture;

    private ConfigurationReader(JsonFields fields) {
        this.fields = fields;
        String modelType = fields.text("model_type");
        this.architecture = Architecture.ofModelType(modelType)
                .orElseThrow(() -> fields.invalid(
                        "model_type",
                        "is " + modelType + ", which is not supported; supported are "
                                + Architecture.supportedNames()));
    }

    static ModelConfiguration read(Path folder) {
        ConfigurationReader reader = new ConfigurationReader(JsonFields.read(folder.resolve("config.json")));
        if (reader.fields.has("quantization_config")) {
            throw reader.fields.invalid(
                    "quantization_config", "is set; quantised weights are supported in .gguf files only");
        }
        return reader.configuration(EndTokens.read(folder, reader.fields));
    }

    private ModelConfiguration configuration(List<Integer> endIds) {
        return switch (architecture) {
            case LLAMA, QWEN2, QWEN3, MISTRAL, STARCODER2 -> rotary(endIds).build();
            case PHI3 -> phi3(rotary(endIds)).build();
            case GEMMA3 -> Gemma3Configuration.read(fields, rotary(endIds)).build();
            case GPT2, GPT_BIGCODE, CODEGEN -> gpt(endIds);
        };
    }

    private ModelConfigurationBuilder rotary(List<Integer> endIds) {
        int hidden = fields.size("hidden_size", MAX_WIDTH);
        int heads = fields.size("num_attention_heads", MAX_WIDTH);
        int headSize = fields.positive("head_dim", headSizeDefault(hidden / heads));
        if ((long) heads * headSize > MAX_WIDTH) {
            throw fields.invalid("head_dim", "is " + headSize + ", too large for " + heads + " heads");
        }
        if (headSize < 2 || headSize % 2 != 0) {
            throw fields.invalid("head_dim", "is " + headSize + "; rotary embedding needs an even number");
        }
        boolean starcoder = architecture == Architecture.STARCODER2;
        boolean attentionBias = starcoder ? fields.flag("use_bias", true) : fields.flag("attention_bias", false);
        boolean queryKeyValueBias = attentionBias || architecture == Architecture.QWEN2;
        boolean feedForwardBias = starcoder ? attentionBias : fields.flag("mlp_bias", false);
        boolean gemma = architecture == Architecture.GEMMA3;
        JsonFields rope = ropeFields();
        requireFullRotation(rope);
        return builder(endIds)
                .hiddenSize(hidden)
                .layers(fields.size("num_hidden_layers", MAX_LAYERS))
                .heads(heads)
                .keyValueHeads(grouped(heads, fields.size("num_key_value_heads", MAX_WIDTH, heads)))
                .headSize(headSize)
                .feedForwardSize(fields.size("intermediate_size", MAX_WIDTH))
                .contextLength(fields.positive("max_position_embeddings"))
                .normEpsilon(
                        starcoder
                                ? fields.positiveNumber("norm_epsilon", 1e-5)
                                : fields.positiveNumber(
                                        "rms_norm_eps", architecture == Architecture.PHI3 ? 1e-5 : 1e-6))
                .ropeTheta(rope.positiveNumber("rope_theta", fields.positiveNumber("rope_theta", 10_000)))
                .ropeScaling(hasOwnRope() ? null : new RopeScalingReader(rope, fields).read())
                .rotaryDimensions(headSize)
                .slidingWindow(gemma ? 0 : slidingWindow())
                .tiedEmbeddings(fields.flag("tie_word_embeddings", starcoder || gemma))
                .queryKeyValueBias(queryKeyValueBias)
                .attentionOutputBias(attentionBias && architecture != Architecture.QWEN2)
                .feedForwardBias(feedForwardBias)
                .activation(activation(
                        gemma ? "hidden_activation" : "hidden_act", starcoder || gemma ? "gelu_pytorch_tanh" : "silu"))
                .attentionScale(AttentionScale.rootOf(headSize));
    }

    private int headSizeDefault(int defaultSize) {
        return switch (architecture) {
            case QWEN3 -> 128;
            case GEMMA3 -> 256;
            default -> defaultSize;
        };
    }

    /** Returns whether the architecture reads its rotary settings in its own method. */
    private boolean hasOwnRope() {
        return architecture == Architecture.PHI3 || architecture == Architecture.GEMMA3;
    }

    private void requireFullRotation(JsonFields rope) {
        double partial = partialRotaryFactor(rope);
        if (partial != 1 && architecture != Architecture.PHI3) {
            throw fields.invalid("partial_rotary_factor", "is " + partial + "; only 1 is supported");
        }
    }

    private double partialRotaryFactor(JsonFields rope) {
        return rope.number("partial_rotary_factor", fields.number("partial_rotary_factor", 1));
    }

    /** Reads what is specific to Phi-3: partial rotary embedding and LongRoPE, of which the short factors are supported. */
    private ModelConfigurationBuilder phi3(ModelConfigurationBuilder builder) {
        JsonFields rope = ropeFields();
        double partial = partialRotaryFactor(rope);
        int rotary = (int) (builder.headSize() * partial);
        if (rotary < 2 || rotary % 2 != 0 || rotary > builder.headSize()) {
            throw fields.invalid(
                    "partial_rotary_factor",
                    "is " + partial + ", which makes " + rotary + " of " + builder.headSize()
                            + " dimensions rotate; it must be an even number");
        }
        RopeScaling scaling = new RopeScalingReader(rope, fields).readForPhi3(rotary / 2);
        if (scaling instanceof RopeScaling.LongRope longRope) {
            builder.contextLength(Math.min(longRope.originalContextLength(), longRope.extendedContextLength()));
        }
        return builder.rotaryDimensions(rotary)
                .ropeScaling(scaling)
                .queryKeyValueBias(false)
                .attentionOutputBias(false);
    }

    /** Returns a builder with the fields that all architectures have in common. */
    private ModelConfigurationBuilder builder(List<Integer> endIds) {
        return ModelConfiguration.builder(architecture)
                .vocabularySize(fields.positive("vocab_size"))
                .beginId(id("bos_token_id"))
                .endIds(endIds)
                .padId(id("pad_token_id"))
                .storedType(storedType());
    }

    private ModelConfiguration gpt(List<Integer> endIds) {
        boolean codegen = architecture == Architecture.CODEGEN;
        boolean multiQuery = architecture == Architecture.GPT_BIGCODE && fields.flag("multi_query", true);
        if (fields.flag("add_cross_attention", false)) {
            throw fields.invalid("add_cross_attention", "is true, which is not supported");
        }
        int hidden = fields.size("n_embd", MAX_WIDTH);
        int heads = fields.size("n_head", MAX_WIDTH);
        if (hidden % heads != 0) {
            throw fields.invalid("n_embd", "is " + hidden + ", not a multiple of n_head, " + heads);
        }
        int rotary = codegen ? fields.positive("rotary_dim", 64) : 0;
        if (rotary % 2 != 0 || rotary > hidden / heads) {
            throw fields.invalid("rotary_dim", "is " + rotary + "; it must be even, and at most n_embd / n_head");
        }
        if (codegen && heads % 4 != 0) {
            throw fields.invalid("n_head", "is " + heads + "; CodeGen's fused projection has heads in groups of four");
        }
        return builder(endIds)
                .hiddenSize(hidden)
                .layers(fields.size("n_layer", MAX_LAYERS))
                .heads(heads)
                .keyValueHeads(multiQuery ? 1 : heads)
                .headSize(hidden / heads)
                .feedForwardSize(fields.size("n_inner", MAX_WIDTH, 4 * hidden))
                .contextLength(fields.positive("n_positions"))
                .normEpsilon(fields.positiveNumber("layer_norm_epsilon", 1e-5))
                .ropeTheta(codegen ? 10_000 : 0)
                .rotaryDimensions(rotary)
                .tiedEmbeddings(fields.flag("tie_word_embeddings", !codegen))
                .queryKeyValueBias(!codegen)
                .attentionOutputBias(!codegen)
                .feedForwardBias(true)
                .activation(activation("activation_function", multiQuery ? "gelu_pytorch_tanh" : "gelu_new"))
                .attentionScale(attentionScale(hidden / heads))
                .build();
    }

    /** CodeGen ignores the settings of the attention scale. */
    private AttentionScale attentionScale(int headSize) {
        if (architecture == Architecture.CODEGEN) {
            return AttentionScale.rootOf(headSize);
        }
        return new AttentionScale(
                fields.flag("scale_attn_weights", true) ? headSize : 1,
                architecture == Architecture.GPT2 && fields.flag("scale_attn_by_inverse_layer_idx", false));
    }

    private int grouped(int heads, int keyValueHeads) {
        if (heads % keyValueHeads != 0) {
            throw fields.invalid(
                    "num_attention_heads", "is " + heads + ", not a multiple of num_key_value_heads, " + keyValueHeads);
        }
        return keyValueHeads;
    }

    /** Returns the rotary settings: {@code rope_parameters} in the newer form, or else {@code rope_scaling}. */
    private JsonFields ropeFields() {
        return fields.object(fields.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
    }

    /** Returns the sliding window of all layers, or 0 if {@code use_sliding_window} or {@code layer_types} disables it. */
    private int slidingWindow() {
        if (architecture == Architecture.LLAMA
                || !fields.has("sliding_window")
                || !fields.flag("use_sliding_window", !isQwen())) {
            return 0;
        }
        int sliding = 0;
        JsonNode types = fields.node().path("layer_types");
        for (JsonNode type : types) {
            sliding += "sliding_attention".equals(type.asText()) ? 1 : 0;
        }
        int layers = fields.size("num_hidden_layers", MAX_LAYERS);
        if (!types.isArray() && isQwen()) {
            // In Qwen's older form the first max_window_layers layers have full attention.
            sliding =
                    Math.max(0, layers - fields.node().path("max_window_layers").asInt(28));
        } else if (!types.isArray()) {
            sliding = layers;
        }
        if (sliding != 0 && sliding != layers) {
            throw fields.invalid(
                    "sliding_window",
                    "applies to " + sliding + " of " + layers + " layers; it must apply to all or none");
        }
        return sliding == 0 ? 0 : fields.positive("sliding_window");
    }

    private boolean isQwen() {
        return architecture == Architecture.QWEN2 || architecture == Architecture.QWEN3;
    }

    private ActivationFunction activation(String field, String defaultValue) {
        String name = fields.has(field) ? fields.text(field) : defaultValue;
        return ActivationFunction.ofName(name)
                .orElseThrow(() ->
                        fields.invalid(field, "is " + name + "; supported are " + ActivationFunction.supportedNames()));
    }

    private OptionalInt id(String field) {
        return EndTokens.ids(fields, field).stream().mapToInt(Integer::intValue).findFirst();
    }

    /** Returns whether config.json names the data type of the weights. */
    static boolean namesStoredType(Path folder) {
        JsonFields fields = JsonFields.read(folder.resolve("config.json"));
        return fields.has(typeField(fields));
    }

    private static String typeField(JsonFields fields) {
        return fields.has("dtype") ? "dtype" : "torch_dtype";
    }

    private DataType storedType() {
        String field = typeField(fields);
        String name = fields.has(field) ? fields.text(field) : "float32";
        return switch (name) {
            case "float32" -> DataType.FLOAT32;
            case "float16" -> DataType.FLOAT16;
            case "bfloat16" -> DataType.BFLOAT16;
            default -> throw fields.invalid(field, "is " + name + "; supported are float32, float16, bfloat16");
        };
    }
}

package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.types.Shape;
import dev.preceptor.languagemodel.checkpoint.ActivationFunction;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The definition of a network: the weights and constants with which the program in layer.py computes a particular model.
 *
 * @param configuration the configuration of the model
 * @param tensors the weights in the order of the program, without the rotary frequencies
 * @param constants sizes, switches, and the indices of the weights in {@code tensors}. A role in a layer, such as {@code qkv},
 *     has a list with the indices of all layers
 */
public record NetworkDefinition(
        ModelConfiguration configuration, List<NetworkTensor> tensors, Map<String, Object> constants) {

    private static final List<String> MODEL_ROLES =
            List.of("token_embedding", "position_embedding", "final_norm", "head");
    private static final List<String> LAYER_ROLES = List.of(
            "attention_norm",
            "qkv",
            "query_norm",
            "key_norm",
            "attention_output",
            "attention_post_norm",
            "feed_forward_norm",
            "up",
            "down",
            "feed_forward_post_norm");
    private static final long ABSENT = -1;

    public NetworkDefinition {
        tensors = List.copyOf(tensors);
        constants = Map.copyOf(constants);
    }

    /** Returns the definition of a model. */
    public static NetworkDefinition of(ModelConfiguration configuration) {
        return switch (configuration.architecture()) {
            case LLAMA, QWEN2, QWEN3, MISTRAL -> LlamaFamily.definition(configuration);
            case PHI3 -> Phi3.definition(configuration);
            case GEMMA3 -> Gemma3.definition(configuration);
            case STARCODER2 -> LlamaFamily.starcoder2(configuration);
            case GPT2, GPT_BIGCODE -> GptFamily.definition(configuration);
            case CODEGEN -> GptFamily.codegen(configuration);
        };
    }

    /** Returns whether the output projection is the token embedding. */
    boolean tiesHead() {
        return constants.get("head").equals(ABSENT);
    }

    /** Returns the index of the output projection. */
    int head() {
        return Math.toIntExact((Long) constants.get(tiesHead() ? "token_embedding" : "head"));
    }

    /**
     * Returns the constants of a program with additional weights after {@link #tensors}.
     *
     * @param head the index of the output projection
     * @param ropeFrequencies the index of the rotary frequencies of the first attention type; those of other types follow
     * @param weights the number of all weights
     */
    Map<String, Object> constants(int head, int ropeFrequencies, int weights) {
        List<Long> biasOf = new ArrayList<>(Collections.nCopies(weights, ABSENT));
        for (int i = 0; i < tensors.size(); i++) {
            NetworkTensor.Use use = tensors.get(i).use();
            if (use.isBias()) {
                biasOf.set(use.role().equals("head") ? head : i - 1, (long) i);
            }
        }
        Map<String, Object> all = new LinkedHashMap<>(constants);
        all.put("head", (long) head);
        all.put("bias_of", biasOf);
        all.put(
                "rope_frequencies",
                IntStream.range(0, attentionTypes().types().size())
                        .mapToObj(type -> (long) ropeFrequencies + type)
                        .toList());
        return all;
    }

    /** Returns the types of attention in the layers. */
    AttentionTypes attentionTypes() {
        return AttentionTypes.of(configuration);
    }

    /** Returns whether the feed-forward layers are gated. */
    boolean isGated() {
        return constants.get("gated").equals(true);
    }

    /** Returns the expected shape of a weight. Biases and norms have one dimension, other weights two. */
    Shape shapeOf(NetworkTensor tensor) {
        ModelConfiguration c = configuration;
        long queryWidth = (long) c.heads() * c.headSize();
        long[] matrix =
                switch (tensor.use().role()) {
                    case "token_embedding", "head" -> new long[] {c.vocabularySize(), c.hiddenSize()};
                    case "position_embedding" -> new long[] {c.contextLength(), c.hiddenSize()};
                    case "qkv" -> new long[] {queryWidth + 2L * c.keyValueHeads() * c.headSize(), c.hiddenSize()};
                    case "attention_output" -> new long[] {c.hiddenSize(), queryWidth};
                    case "up" ->
                        new long[] {isGated() ? 2L * c.feedForwardSize() : c.feedForwardSize(), c.hiddenSize()};
                    case "down" -> new long[] {c.hiddenSize(), c.feedForwardSize()};
                    case "query_norm", "key_norm" -> new long[] {c.headSize()};
                    default -> new long[] {c.hiddenSize()};
                };
        return tensor.use().isBias() ? new Shape(matrix[0]) : new Shape(matrix);
    }

    /** Collects the weights and switches of an architecture. Other weights are absent, and other switches are off. */
    static final class Builder {

        private final ModelConfiguration configuration;
        private final Map<NetworkTensor.Use, List<CheckpointTensor>> tensorsByUse = new LinkedHashMap<>();
        private final List<NetworkTensor> tensors = new ArrayList<>();
        private final Map<String, Object> constants = new LinkedHashMap<>();

        Builder(ModelConfiguration configuration) {
            this.configuration = configuration;
            ModelConfiguration c = configuration;
            number("layers", c.layers());
            number("heads", c.heads());
            number("key_value_heads", c.keyValueHeads());
            number("head_size", c.headSize());
            number("rotary_dimensions", c.rotaryDimensions());
            number("feed_forward_size", c.feedForwardSize());
            constants.put("activation", activation(c.activation()));
            constants.put("gelu_approximation", c.activation() == ActivationFunction.GELU_TANH ? "tanh" : "none");
            constants.put("norm_epsilon", c.normEpsilon());
            constants.put("score_scale", 1 / Math.sqrt(c.attentionScale().root()));
            constants.put("scales_by_layer", c.attentionScale().byLayer());
            constants.put(
                    "rope_attention_factor",
                    c.ropeScaling() == null ? 1.0 : c.ropeScaling().attentionFactor());
            constants.put("embedding_scale", 1.0);
            for (String name :
                    List.of("rms_norm", "norm_weights_less_one", "post_norms", "head_norms", "gated", "parallel")) {
                constants.put(name, false);
            }
            AttentionTypes types = AttentionTypes.of(c);
            constants.put("windows", types.windows());
            constants.put("attention_type", types.ofLayers());
        }

        private static String activation(ActivationFunction activation) {
            return switch (activation) {
                case SILU -> "silu";
                case RELU -> "relu";
                case GELU, GELU_TANH -> "gelu";
            };
        }

        private void number(String name, long value) {
            constants.put(name, value);
        }

        /** Turns on switches of layer.py. */
        Builder enable(String... switches) {
            Arrays.asList(switches).forEach(name -> constants.put(name, true));
            return this;
        }

        Builder embeddingScale(double factor) {
            constants.put("embedding_scale", factor);
            return this;
        }

        /** Adds a weight that belongs to no layer. It is the concatenation of tensors of the checkpoint. */
        Builder weight(String role, CheckpointTensor... checkpointTensors) {
            return add(NetworkTensor.Use.WHOLE_MODEL, role, false, checkpointTensors);
        }

        Builder bias(String role, CheckpointTensor... checkpointTensors) {
            return add(NetworkTensor.Use.WHOLE_MODEL, role, true, checkpointTensors);
        }

        /** Adds a weight of a layer. */
        Builder layerWeight(int layer, String role, CheckpointTensor... checkpointTensors) {
            return add(layer, role, false, checkpointTensors);
        }

        Builder layerBias(int layer, String role, CheckpointTensor... checkpointTensors) {
            return add(layer, role, true, checkpointTensors);
        }

        private Builder add(int layer, String role, boolean bias, CheckpointTensor... checkpointTensors) {
            tensorsByUse.put(new NetworkTensor.Use(layer, role, bias), List.of(checkpointTensors));
            return this;
        }

        NetworkDefinition build() {
            for (String role : MODEL_ROLES) {
                number(role, append(NetworkTensor.Use.WHOLE_MODEL, role));
            }
            Map<String, List<Long>> indices = new LinkedHashMap<>();
            for (int layer = 0; layer < configuration.layers(); layer++) {
                for (String role : LAYER_ROLES) {
                    indices.computeIfAbsent(role, r -> new ArrayList<>()).add(append(layer, role));
                }
            }
            constants.putAll(indices);
            return new NetworkDefinition(configuration, tensors, constants);
        }

        /** Appends a weight and its bias if they are present. Returns the index of the weight, or -1. */
        private long append(int layer, String role) {
            boolean hasWeight = append(new NetworkTensor.Use(layer, role, false));
            long index = hasWeight ? tensors.size() - 1 : ABSENT;
            append(new NetworkTensor.Use(layer, role, true));
            return index;
        }

        private boolean append(NetworkTensor.Use use) {
            List<CheckpointTensor> parts = tensorsByUse.get(use);
            if (parts != null) {
                tensors.add(new NetworkTensor(use, parts));
            }
            return parts != null;
        }
    }
}

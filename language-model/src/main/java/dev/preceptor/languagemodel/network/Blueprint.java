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
 * What makes the one program in layer.py compute a certain model: its weights, in the order in which the program takes them,
 * and the program's constants.
 *
 * @param configuration the model's configuration
 * @param tensors the weights; the rotary frequencies are not among them
 * @param constants sizes, switches and, for each weight, its index in {@code tensors}: {@code qkv} has those of all layers
 */
public record Blueprint(ModelConfiguration configuration, List<NetworkTensor> tensors, Map<String, Object> constants) {

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

    public Blueprint {
        tensors = List.copyOf(tensors);
        constants = Map.copyOf(constants);
    }

    /** The blueprint of a model, by its architecture. */
    public static Blueprint of(ModelConfiguration configuration) {
        return switch (configuration.architecture()) {
            case LLAMA, QWEN2, QWEN3, MISTRAL -> LlamaFamily.blueprint(configuration);
            case PHI3 -> Phi3.blueprint(configuration);
            case GEMMA3 -> Gemma3.blueprint(configuration);
            case STARCODER2 -> LlamaFamily.starcoder2(configuration);
            case GPT2, GPT_BIGCODE -> GptFamily.blueprint(configuration);
            case CODEGEN -> GptFamily.codegen(configuration);
        };
    }

    /** Whether the output projection is the token embedding. */
    boolean tiesHead() {
        return constants.get("head").equals(ABSENT);
    }

    /** Index of the output projection among the weights. */
    int head() {
        return Math.toIntExact((Long) constants.get(tiesHead() ? "token_embedding" : "head"));
    }

    /**
     * The constants of a program that has more weights than {@link #tensors}.
     *
     * @param head index of the output projection
     * @param ropeFrequencies index of the first attention type's rotary frequencies, which the others' follow
     * @param weights how many there are
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

    /** The kinds of attention that the layers have. */
    AttentionTypes attentionTypes() {
        return AttentionTypes.of(configuration);
    }

    /** Whether the feed-forward layers have a gate. */
    boolean isGated() {
        return constants.get("gated").equals(true);
    }

    /** The shape that the configuration gives a weight: biases and norms have one dimension, the others two. */
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

    /** Collects the weights and switches of an architecture; a weight that it does not name is absent, a switch is off. */
    static final class Builder {

        private final ModelConfiguration configuration;
        private final Map<NetworkTensor.Use, List<CheckpointTensor>> sources = new LinkedHashMap<>();
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
            for (String off :
                    List.of("rms_norm", "norm_weights_less_one", "post_norms", "head_norms", "gated", "parallel")) {
                constants.put(off, false);
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

        /** Sets switches of layer.py. */
        Builder enable(String... switches) {
            Arrays.asList(switches).forEach(name -> constants.put(name, true));
            return this;
        }

        Builder embeddingScale(double factor) {
            constants.put("embedding_scale", factor);
            return this;
        }

        /** A weight of the model, joined from tensors of the checkpoint. */
        Builder weight(String role, CheckpointTensor... tensorsOfCheckpoint) {
            return add(NetworkTensor.Use.WHOLE_MODEL, role, false, tensorsOfCheckpoint);
        }

        Builder bias(String role, CheckpointTensor... tensorsOfCheckpoint) {
            return add(NetworkTensor.Use.WHOLE_MODEL, role, true, tensorsOfCheckpoint);
        }

        /** A weight of a layer. */
        Builder layerWeight(int layer, String role, CheckpointTensor... tensorsOfCheckpoint) {
            return add(layer, role, false, tensorsOfCheckpoint);
        }

        Builder layerBias(int layer, String role, CheckpointTensor... tensorsOfCheckpoint) {
            return add(layer, role, true, tensorsOfCheckpoint);
        }

        private Builder add(int layer, String role, boolean bias, CheckpointTensor... tensorsOfCheckpoint) {
            sources.put(new NetworkTensor.Use(layer, role, bias), List.of(tensorsOfCheckpoint));
            return this;
        }

        Blueprint build() {
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
            return new Blueprint(configuration, tensors, constants);
        }

        /** Appends a weight and its bias, if the architecture has them; returns the weight's index or -1. */
        private long append(int layer, String role) {
            boolean hasWeight = append(new NetworkTensor.Use(layer, role, false));
            long index = hasWeight ? tensors.size() - 1 : ABSENT;
            append(new NetworkTensor.Use(layer, role, true));
            return index;
        }

        private boolean append(NetworkTensor.Use use) {
            List<CheckpointTensor> parts = sources.get(use);
            if (parts != null) {
                tensors.add(new NetworkTensor(use, parts));
            }
            return parts != null;
        }
    }
}

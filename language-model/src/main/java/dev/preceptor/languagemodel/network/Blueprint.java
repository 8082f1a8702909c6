package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.types.Shape;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as the program computes it: its weights, in the order in which the program takes them, and the program's
 * constants.
 *
 * @param configuration the model's shape
 * @param tensors the weights; the rotary frequencies are not among them
 * @param constants the program's attributes: sizes, switches and where in the list each weight lies
 */
public record Blueprint(ModelConfiguration configuration, List<NetworkTensor> tensors, Map<String, Object> constants) {

    private static final List<String> MODEL_ROLES = List.of(
            "embedding.weight", "position.weight", "final_norm.weight", "final_norm.bias", "head.weight", "head.bias");
    private static final List<String> LAYER_ROLES = List.of(
            "attention_norm.weight",
            "attention_norm.bias",
            "qkv.weight",
            "qkv.bias",
            "query_norm.weight",
            "key_norm.weight",
            "output.weight",
            "output.bias",
            "mlp_norm.weight",
            "mlp_norm.bias",
            "up.weight",
            "up.bias",
            "down.weight",
            "down.bias");

    public Blueprint {
        tensors = List.copyOf(tensors);
        constants = Map.copyOf(constants);
    }

    /** The blueprint of a model, by its architecture. */
    public static Blueprint of(ModelConfiguration configuration) {
        return switch (configuration.architecture()) {
            case LLAMA, QWEN2, QWEN3, MISTRAL -> LlamaFamily.blueprint(configuration);
            case STARCODER2 -> LlamaFamily.starcoder2(configuration);
            case GPT2, GPT_BIGCODE -> GptFamily.blueprint(configuration);
            case CODEGEN -> GptFamily.codegen(configuration);
        };
    }

    /** Index of a role's tensor, or -1 where the model has none. */
    int slot(String role) {
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).role().equals(role)) {
                return i;
            }
        }
        return -1;
    }

    /** The shape that the configuration gives a weight: biases and norms have one dimension, the others two. */
    Shape shapeOf(NetworkTensor tensor) {
        ModelConfiguration c = configuration;
        String role = tensor.role().replaceFirst("^layer\\.\\d+\\.", "");
        String name = role.substring(0, role.indexOf('.'));
        long queryWidth = (long) c.heads() * c.headSize();
        long up = constants.get("gated").equals(true) ? 2L * c.feedForwardSize() : c.feedForwardSize();
        long[] matrix =
                switch (name) {
                    case "embedding", "head" -> new long[] {c.vocabularySize(), c.hiddenSize()};
                    case "position" -> new long[] {c.contextLength(), c.hiddenSize()};
                    case "qkv" -> new long[] {queryWidth + 2L * c.keyValueHeads() * c.headSize(), c.hiddenSize()};
                    case "output" -> new long[] {c.hiddenSize(), queryWidth};
                    case "up" -> new long[] {up, c.hiddenSize()};
                    case "down" -> new long[] {c.hiddenSize(), c.feedForwardSize()};
                    case "query_norm", "key_norm" -> new long[] {c.headSize()};
                    default -> new long[] {c.hiddenSize()};
                };
        return role.endsWith("bias") ? new Shape(matrix[0]) : new Shape(matrix);
    }

    /** Collects an architecture's tensors by role; roles that it lacks stay out. */
    static final class Builder {

        private final ModelConfiguration configuration;
        private final Map<String, List<Part>> parts = new LinkedHashMap<>();
        private final Map<String, Object> constants = new LinkedHashMap<>();

        Builder(ModelConfiguration configuration) {
            this.configuration = configuration;
            ModelConfiguration c = configuration;
            number("layers", c.layers());
            number("hidden", c.hiddenSize());
            number("heads", c.heads());
            number("kv_heads", c.keyValueHeads());
            number("head_size", c.headSize());
            number("rotary", c.rotaryDimensions());
            number("window", c.slidingWindow());
            number("feed_forward_size", c.feedForwardSize());
            number("vocabulary", c.vocabularySize());
            number("activation", c.activation().ordinal());
            constants.put("epsilon", c.normEpsilon());
            constants.put("score_scale", c.attentionScale().headSize() ? 1 / Math.sqrt(c.headSize()) : 1.0);
            constants.put(
                    "rotary_amplitude",
                    c.ropeScaling() == null ? 1.0 : c.ropeScaling().amplitude());
            constants.put("scales_by_layer", c.attentionScale().layer());
        }

        Builder number(String name, int value) {
            constants.put(name, (long) value);
            return this;
        }

        Builder flag(String name, boolean value) {
            constants.put(name, value);
            return this;
        }

        Builder tensor(String role, Part... sources) {
            parts.put(role, List.of(sources));
            return this;
        }

        Builder layerTensor(int layer, String role, Part... sources) {
            return tensor("layer." + layer + "." + role, sources);
        }

        Blueprint build() {
            List<NetworkTensor> tensors = new ArrayList<>();
            for (String role : MODEL_ROLES) {
                number(role.replace('.', '_'), append(tensors, role));
            }
            number("first_layer", tensors.size());
            for (int layer = 0; layer < configuration.layers(); layer++) {
                int start = tensors.size();
                for (String role : LAYER_ROLES) {
                    int slot = append(tensors, "layer." + layer + "." + role);
                    number(role.replace('.', '_'), slot < 0 ? -1 : slot - start);
                }
                number("layer_stride", tensors.size() - start);
            }
            return new Blueprint(configuration, tensors, constants);
        }

        private int append(List<NetworkTensor> tensors, String role) {
            List<Part> sources = parts.get(role);
            if (sources == null) {
                return -1;
            }
            tensors.add(new NetworkTensor(role, sources));
            return tensors.size() - 1;
        }
    }
}

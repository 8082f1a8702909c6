package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.Architecture;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import java.util.function.Function;

/** GPT-2, GPT-BigCode and CodeGen: layer norms, a fused query-key-value projection, biases, and a feed-forward without gate. */
final class GptFamily {

    /** The rows of CodeGen's fused projection are partitioned for this number of accelerators. */
    private static final int CODEGEN_GROUPS = 4;

    private GptFamily() {}

    /** Returns the definition of GPT-2, whose matrices are stored transposed, or of GPT-BigCode (StarCoder). */
    static NetworkDefinition definition(ModelConfiguration c) {
        boolean gpt2 = c.architecture() == Architecture.GPT2;
        Function<String, CheckpointTensor> matrix = gpt2 ? CheckpointTensor::transposed : CheckpointTensor::asStored;
        NetworkDefinition.Builder builder =
                start(c).weight("position_embedding", CheckpointTensor.asStored("transformer.wpe.weight"));
        boolean perHead = !gpt2 && c.keyValueHeads() == c.heads();
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "transformer.h." + layer + ".";
            String qkv = prefix + "attn.c_attn";
            if (perHead) {
                reorderedLinear(builder, layer, qkv, perHeadOrder(c));
            } else {
                linear(builder, layer, "qkv", qkv, matrix);
            }
            linear(builder, layer, "attention_norm", prefix + "ln_1", CheckpointTensor::asStored);
            linear(builder, layer, "attention_output", prefix + "attn.c_proj", matrix);
            linear(builder, layer, "feed_forward_norm", prefix + "ln_2", CheckpointTensor::asStored);
            linear(builder, layer, "up", prefix + "mlp.c_fc", matrix);
            linear(builder, layer, "down", prefix + "mlp.c_proj", matrix);
        }
        return builder.build();
    }

    /**
     * Returns the definition of CodeGen. Attention and feed-forward run in parallel on the same norm, and the output projection
     * has a bias.
     */
    static NetworkDefinition codegen(ModelConfiguration c) {
        NetworkDefinition.Builder builder =
                start(c).enable("parallel").bias("head", CheckpointTensor.asStored("lm_head.bias"));
        int[] order = codegenOrder(c);
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "transformer.h." + layer + ".";
            builder.layerWeight(layer, "qkv", CheckpointTensor.reordered(prefix + "attn.qkv_proj.weight", order));
            builder.layerWeight(layer, "attention_output", CheckpointTensor.asStored(prefix + "attn.out_proj.weight"));
            linear(builder, layer, "attention_norm", prefix + "ln_1", CheckpointTensor::asStored);
            linear(builder, layer, "up", prefix + "mlp.fc_in", CheckpointTensor::asStored);
            linear(builder, layer, "down", prefix + "mlp.fc_out", CheckpointTensor::asStored);
        }
        return builder.build();
    }

    private static NetworkDefinition.Builder start(ModelConfiguration c) {
        NetworkDefinition.Builder builder = new NetworkDefinition.Builder(c)
                .weight("token_embedding", CheckpointTensor.asStored("transformer.wte.weight"))
                .weight("final_norm", CheckpointTensor.asStored("transformer.ln_f.weight"))
                .bias("final_norm", CheckpointTensor.asStored("transformer.ln_f.bias"));
        return c.tiedEmbeddings() ? builder : builder.weight("head", CheckpointTensor.asStored("lm_head.weight"));
    }

    /** Adds a weight and its bias. */
    private static void linear(
            NetworkDefinition.Builder builder,
            int layer,
            String role,
            String name,
            Function<String, CheckpointTensor> storedWeight) {
        builder.layerWeight(layer, role, storedWeight.apply(name + ".weight"))
                .layerBias(layer, role, CheckpointTensor.asStored(name + ".bias"));
    }

    private static void reorderedLinear(NetworkDefinition.Builder builder, int layer, String name, int[] rowOrder) {
        builder.layerWeight(layer, "qkv", CheckpointTensor.reordered(name + ".weight", rowOrder))
                .layerBias(layer, "qkv", CheckpointTensor.reordered(name + ".bias", rowOrder));
    }

    /** Returns the row order for checkpoints that store q, k and v head by head. The network has all q, then all k, then all v. */
    private static int[] perHeadOrder(ModelConfiguration c) {
        int size = c.headSize();
        int[] order = new int[3 * c.heads() * size];
        for (int kind = 0; kind < 3; kind++) {
            for (int head = 0; head < c.heads(); head++) {
                for (int i = 0; i < size; i++) {
                    order[(kind * c.heads() + head) * size + i] = (head * 3 + kind) * size + i;
                }
            }
        }
        return order;
    }

    /** Returns the row order for CodeGen, which stores groups of heads, each with its q, then its v, then its k. */
    private static int[] codegenOrder(ModelConfiguration c) {
        int perGroup = c.heads() / CODEGEN_GROUPS * c.headSize();
        int[] blockOfKind = {0, 2, 1};
        int[] order = new int[3 * c.heads() * c.headSize()];
        int next = 0;
        for (int kind = 0; kind < 3; kind++) {
            for (int group = 0; group < CODEGEN_GROUPS; group++) {
                for (int i = 0; i < perGroup; i++) {
                    order[next++] = (group * 3 + blockOfKind[kind]) * perGroup + i;
                }
            }
        }
        return order;
    }
}

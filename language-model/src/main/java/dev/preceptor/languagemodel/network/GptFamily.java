package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.Architecture;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import java.util.function.Function;

/** GPT-2 and its relatives: layer norms, fused q, k and v, biases and a plain feed-forward. */
final class GptFamily {

    private static final String[] KINDS = {"weight", "bias"};
    /** CodeGen's fused projection was cut for this many accelerators, and kept the cut. */
    private static final int CODEGEN_GROUPS = 4;

    private GptFamily() {}

    /** GPT-2, whose matrices are stored transposed, and GPT-BigCode (StarCoder), with one key and value head. */
    static Blueprint blueprint(ModelConfiguration c) {
        boolean gpt2 = c.architecture() == Architecture.GPT2;
        Function<String, Part> matrix = gpt2 ? Part::transposed : Part::asStored;
        Blueprint.Builder builder =
                start(c).flag("parallel", false).tensor("position.weight", Part.asStored("transformer.wpe.weight"));
        if (!c.tiedEmbeddings()) {
            builder.tensor("head.weight", Part.asStored("lm_head.weight"));
        }
        boolean perHead = !gpt2 && c.keyValueHeads() == c.heads();
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "transformer.h." + layer + ".";
            for (String kind : KINDS) {
                Function<String, Part> part = kind.equals("weight") ? matrix : Part::asStored;
                builder.layerTensor(layer, "attention_norm." + kind, Part.asStored(prefix + "ln_1." + kind));
                String fused = prefix + "attn.c_attn." + kind;
                builder.layerTensor(
                        layer, "qkv." + kind, perHead ? Part.reordered(fused, perHeadOrder(c)) : part.apply(fused));
                builder.layerTensor(layer, "output." + kind, part.apply(prefix + "attn.c_proj." + kind));
                builder.layerTensor(layer, "mlp_norm." + kind, Part.asStored(prefix + "ln_2." + kind));
                builder.layerTensor(layer, "up." + kind, part.apply(prefix + "mlp.c_fc." + kind));
                builder.layerTensor(layer, "down." + kind, part.apply(prefix + "mlp.c_proj." + kind));
            }
        }
        return builder.build();
    }

    /** CodeGen: attention and feed-forward read the same norm and add up; the head has a bias. */
    static Blueprint codegen(ModelConfiguration c) {
        Blueprint.Builder builder = start(c).flag("parallel", true);
        int[] order = codegenOrder(c);
        builder.tensor("head.bias", Part.asStored("lm_head.bias"));
        if (!c.tiedEmbeddings()) {
            builder.tensor("head.weight", Part.asStored("lm_head.weight"));
        }
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "transformer.h." + layer + ".";
            builder.layerTensor(layer, "qkv.weight", Part.reordered(prefix + "attn.qkv_proj.weight", order));
            builder.layerTensor(layer, "output.weight", Part.asStored(prefix + "attn.out_proj.weight"));
            for (String kind : KINDS) {
                builder.layerTensor(layer, "attention_norm." + kind, Part.asStored(prefix + "ln_1." + kind));
                builder.layerTensor(layer, "up." + kind, Part.asStored(prefix + "mlp.fc_in." + kind));
                builder.layerTensor(layer, "down." + kind, Part.asStored(prefix + "mlp.fc_out." + kind));
            }
        }
        return builder.build();
    }

    private static Blueprint.Builder start(ModelConfiguration c) {
        return new Blueprint.Builder(c)
                .flag("rms", false)
                .flag("gated", false)
                .tensor("embedding.weight", Part.asStored("transformer.wte.weight"))
                .tensor("final_norm.weight", Part.asStored("transformer.ln_f.weight"))
                .tensor("final_norm.bias", Part.asStored("transformer.ln_f.bias"));
    }

    /** Rows stored as q, k, v of each head in turn, put into the order of all q, all k, all v. */
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

    /** Rows stored in groups, each with the q, then the v, then the k of its share of the heads. */
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

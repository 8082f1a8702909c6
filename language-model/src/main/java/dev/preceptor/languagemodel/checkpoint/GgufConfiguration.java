package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Derives the configuration of a model from the metadata and the tensors of a GGUF file. */
final class GgufConfiguration {

    private static final Set<Architecture> SUPPORTED =
            Set.of(Architecture.LLAMA, Architecture.QWEN2, Architecture.QWEN3);

    private final CheckpointFile file;
    private final GgufMetadata metadata;
    private final Map<String, GgufHeader.Tensor> tensors;
    private final Architecture architecture;
    private final String prefix;

    GgufConfiguration(CheckpointFile file, GgufMetadata metadata, Map<String, GgufHeader.Tensor> tensors) {
        this.file = file;
        this.metadata = metadata;
        this.tensors = tensors;
        String name = metadata.text("general.architecture");
        this.prefix = name + ".";
        this.architecture = Architecture.ofModelType(name)
                .filter(SUPPORTED::contains)
                .orElseThrow(() -> file.invalid(
                        "general.architecture is " + name + "; supported in GGUF files are llama, qwen2 and qwen3"));
    }

    ModelConfiguration read() {
        int hidden = positive("embedding_length", ConfigurationReader.MAX_WIDTH);
        int heads = positive("attention.head_count", ConfigurationReader.MAX_WIDTH);
        int keyValueHeads =
                metadata.has(prefix + "attention.head_count_kv") ? positive("attention.head_count_kv", heads) : heads;
        int headSize = metadata.has(prefix + "attention.key_length")
                ? positive("attention.key_length", ConfigurationReader.MAX_WIDTH / heads)
                : Math.max(1, hidden / heads);
        if (heads % keyValueHeads != 0) {
            throw file.invalid(prefix + "attention.head_count is " + heads + ", not a multiple of "
                    + "attention.head_count_kv, " + keyValueHeads);
        }
        if (metadata.optionalCount(prefix + "rope.dimension_count").orElse(headSize) != headSize) {
            throw file.invalid(prefix + "rope.dimension_count is not the head size, " + headSize);
        }
        GgufHeader.Tensor embedding = tensors.get("token_embd.weight");
        if (embedding == null
                || embedding.shape().dimension() != 2
                || embedding.shape().get(1) != hidden) {
            throw file.invalid("tensor token_embd.weight is missing or does not have " + hidden + " columns");
        }
        return ModelConfiguration.builder(architecture)
                .vocabularySize(Math.toIntExact(embedding.shape().get(0)))
                .hiddenSize(hidden)
                .layers(positive("block_count", ConfigurationReader.MAX_LAYERS))
                .heads(heads)
                .keyValueHeads(keyValueHeads)
                .headSize(headSize)
                .feedForwardSize(positive("feed_forward_length", ConfigurationReader.MAX_WIDTH))
                .contextLength(positive("context_length", Integer.MAX_VALUE))
                .normEpsilon(metadata.number(prefix + "attention.layer_norm_rms_epsilon"))
                .ropeTheta(metadata.optionalNumber(prefix + "rope.freq_base").orElse(10_000.0))
                .ropeScaling(ropeScaling(headSize))
                .rotaryDimensions(headSize)
                .slidingWindow(metadata.optionalCount(prefix + "attention.sliding_window")
                        .orElse(0))
                .tiedEmbeddings(!tensors.containsKey("output.weight"))
                .queryKeyValueBias(tensors.containsKey("blk.0.attn_q.bias"))
                .attentionOutputBias(tensors.containsKey("blk.0.attn_output.bias"))
                .feedForwardBias(tensors.containsKey("blk.0.ffn_up.bias"))
                .activation(ActivationFunction.SILU)
                .attentionScale(AttentionScale.rootOf(headSize))
                .beginId(id("bos"))
                .endIds(Stream.of(id("eos"), id("eot"), id("eom"))
                        .flatMapToInt(OptionalInt::stream)
                        .distinct()
                        .boxed()
                        .toList())
                .padId(id("padding"))
                .storedType(storedType(embedding))
                .build();
    }

    private int positive(String key, int max) {
        int value = metadata.count(prefix + key);
        if (value == 0 || value > max) {
            throw file.invalid(prefix + key + " is " + value + "; it must be at least 1 and at most " + max);
        }
        return value;
    }

    private OptionalInt id(String name) {
        return metadata.optionalCount("tokenizer.ggml." + name + "_token_id")
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static DataType storedType(GgufHeader.Tensor embedding) {
        return switch (embedding.type()) {
            case F16 -> DataType.FLOAT16;
            case BF16 -> DataType.BFLOAT16;
            default -> DataType.FLOAT32;
        };
    }

    private RopeScaling ropeScaling(int headSize) {
        String type = metadata.optionalText(prefix + "rope.scaling.type").orElse("none");
        if (type.equals("linear")) {
            return new RopeScaling.Linear(metadata.number(prefix + "rope.scaling.factor"));
        }
        if (!type.equals("none")) {
            throw file.invalid(prefix + "rope.scaling.type is " + type + "; supported are none and linear");
        }
        GgufHeader.Tensor divisors = tensors.get("rope_freqs.weight");
        return divisors == null ? null : llama3(divisors, headSize);
    }

    /**
     * Recovers the parameters of Llama 3's scaling. GGUF stores only the resulting divisor of each frequency. Three of the four
     * parameters are the same in all Llama 3 models, and the fourth is the greatest divisor. This method checks that the
     * parameters give the stored divisors.
     */
    private RopeScaling llama3(GgufHeader.Tensor tensor, int headSize) {
        if (tensor.type() != GgmlType.F32 || tensor.shape().size() != headSize / 2) {
            throw file.invalid("tensor rope_freqs.weight does not have a divisor for each of the " + headSize / 2
                    + " frequencies");
        }
        byte[] raw = new byte[headSize / 2 * 4];
        file.read(tensor.position(), raw, 0, raw.length);
        float[] divisors = new float[headSize / 2];
        FloatFormat.F32.decode(raw, divisors, divisors.length);
        double factor = 1;
        for (float divisor : divisors) {
            factor = Math.max(factor, divisor);
        }
        RopeScaling scaling = new RopeScaling.Llama3(factor, 1, 4, 8192);
        double theta = metadata.optionalNumber(prefix + "rope.freq_base").orElse(10_000.0);
        List<Integer> mismatches = new ArrayList<>();
        for (int i = 0; i < divisors.length; i++) {
            if (Math.abs(scaling.divisor(i, headSize, theta) / divisors[i] - 1) > 1e-3) {
                mismatches.add(i);
            }
        }
        if (!mismatches.isEmpty()) {
            throw file.invalid(
                    "tensor rope_freqs.weight is not Llama 3's: the divisors of frequencies " + mismatches + " differ");
        }
        return scaling;
    }
}

package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.DataType;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * The configuration of a causal language model. Together with the weights it determines the computation.
 *
 * @param architecture the architecture
 * @param vocabularySize the number of rows of the embedding; may exceed the number of tokens of the tokenizer
 * @param hiddenSize the width of the residual stream
 * @param layers the number of transformer layers
 * @param heads the number of query heads
 * @param keyValueHeads the number of key-value heads: equal to {@code heads} in multi-head attention, 1 in multi-query attention
 * @param headSize the width of one head; heads * headSize may differ from hiddenSize
 * @param feedForwardSize the inner width of the feed-forward layers
 * @param contextLength the maximum number of tokens of prompt and completion together
 * @param normEpsilon the epsilon of the RMS norms or layer norms
 * @param ropeTheta the base of the rotary frequencies; 0 if the model has learned position embeddings
 * @param ropeScaling the scaling of the rotary frequencies; null if they are not scaled
 * @param rotaryDimensions the number of rotated dimensions of each head; 0 if the model has learned position embeddings
 * @param slidingWindow the number of tokens that a token attends to, itself included; 0 for full attention
 * @param fullAttentionLayers the indices of the layers without the sliding window; empty if it applies to all layers
 * @param slidingRopeTheta the base of the unscaled rotary frequencies of the layers with a sliding window; read only if
 *     {@code fullAttentionLayers} is not empty
 * @param tiedEmbeddings whether the output projection is the token embedding; the file then has no {@code lm_head.weight}
 * @param queryKeyValueBias whether the query, key and value projections have biases
 * @param attentionOutputBias whether the output projection of attention has a bias
 * @param feedForwardBias whether the feed-forward projections have biases
 * @param activation the activation function of the feed-forward layers
 * @param attentionScale the divisor of the attention scores
 * @param beginId the token that starts a sequence, if the model has one
 * @param endIds the tokens that end a completion, including those in generation_config.json and the tokenizer's end token; may be empty
 * @param padId the padding token, if the model has one
 * @param storedType the floating-point type of the saved weights: FLOAT32, FLOAT16 or BFLOAT16
 */
@RecordBuilder
public record ModelConfiguration(
        Architecture architecture,
        int vocabularySize,
        int hiddenSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int feedForwardSize,
        int contextLength,
        double normEpsilon,
        double ropeTheta,
        RopeScaling ropeScaling,
        int rotaryDimensions,
        int slidingWindow,
        List<Integer> fullAttentionLayers,
        double slidingRopeTheta,
        boolean tiedEmbeddings,
        boolean queryKeyValueBias,
        boolean attentionOutputBias,
        boolean feedForwardBias,
        ActivationFunction activation,
        AttentionScale attentionScale,
        OptionalInt beginId,
        List<Integer> endIds,
        OptionalInt padId,
        DataType storedType) {

    public ModelConfiguration {
        endIds = List.copyOf(endIds);
        fullAttentionLayers = List.copyOf(fullAttentionLayers);
    }

    /**
     * Reads the configuration of a model.
     *
     * @param model a folder with config.json and optionally generation_config.json, or a .gguf file
     * @throws CheckpointException if a field is missing, invalid or not supported; the message names the file and the field
     */
    public static ModelConfiguration read(Path model) {
        if (Files.isDirectory(model)) {
            return ConfigurationReader.read(model);
        }
        try (GgufFile file = GgufFile.open(model)) {
            return file.configuration();
        }
    }

    /** Returns a builder with common defaults, but without sizes, vocabulary and tokens. */
    static ModelConfigurationBuilder builder(Architecture architecture) {
        return ModelConfigurationBuilder.builder()
                .architecture(architecture)
                .attentionScale(AttentionScale.rootOf(1))
                .fullAttentionLayers(List.of())
                .beginId(OptionalInt.empty())
                .endIds(List.of())
                .padId(OptionalInt.empty())
                .storedType(DataType.FLOAT32);
    }

    /** Returns this configuration with another type of the saved weights. */
    public ModelConfiguration withStoredType(DataType type) {
        return ModelConfigurationBuilder.builder(this).storedType(type).build();
    }
}

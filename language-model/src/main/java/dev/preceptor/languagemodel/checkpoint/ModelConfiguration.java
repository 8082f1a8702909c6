package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.DataType;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * The configuration of a causal language model: all that one needs, beside the weights, to compute with it.
 *
 * @param architecture which family's arithmetic
 * @param vocabularySize rows of the embedding; may exceed the tokenizer's number of tokens
 * @param hiddenSize width of the residual stream
 * @param layers number of transformer blocks
 * @param heads query heads
 * @param keyValueHeads key and value heads; equal to {@code heads} without grouping, 1 for multi-query
 * @param headSize width of one head; heads * headSize need not be hiddenSize
 * @param feedForwardSize inner width of the feed-forward layers
 * @param contextLength greatest number of tokens of prompt and completion together
 * @param normEpsilon epsilon of the norms, RMS or layer norm as the architecture has it
 * @param ropeTheta base of the rotary frequencies; 0 where positions are learned
 * @param ropeScaling null where the frequencies are used as they are
 * @param rotaryDimensions how many of each head's dimensions are rotated; 0 where positions are learned
 * @param slidingWindow a token sees itself and the slidingWindow - 1 before it; 0: all before it
 * @param fullAttentionLayers indices of the layers without the sliding window; empty: it is that of all layers
 * @param slidingRopeTheta base of the rotary frequencies, without scaling, of layers with a sliding window; only read where there are
 *     layers without one
 * @param tiedEmbeddings the output projection is the embedding, and the file has no {@code lm_head.weight}
 * @param queryKeyValueBias the q, k and v projections (fused or not) have biases
 * @param attentionOutputBias the attention's output projection has a bias
 * @param feedForwardBias the feed-forward projections have biases
 * @param activation the activation function of the feed-forward layers
 * @param attentionScale the divisor of attention's scores
 * @param beginId the token that starts a sequence, if the model has one
 * @param endIds the tokens that end a completion, those of generation_config.json included; may be empty
 * @param padId the token to pad with, if the model has one
 * @param storedType the floating-point type that the weights were saved in (FLOAT32, FLOAT16 or BFLOAT16)
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
        Activation activation,
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
     * Reads a model's configuration.
     *
     * @param model a folder with config.json (and generation_config.json, if there is one), or a .gguf file
     * @throws CheckpointException naming the file and the field that is missing, wrong or not supported
     */
    public static ModelConfiguration read(Path model) {
        if (Files.isDirectory(model)) {
            return ConfigurationReader.read(model);
        }
        try (GgufFile file = GgufFile.open(model)) {
            return file.configuration();
        }
    }

    /** A builder with the values that most models have; what it lacks is the model's size, vocabulary and tokens. */
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

    /** The same model with its weights saved in another type. */
    public ModelConfiguration withStoredType(DataType type) {
        return ModelConfigurationBuilder.builder(this).storedType(type).build();
    }
}

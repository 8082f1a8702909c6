package dev.preceptor.languagemodel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigurationTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    @TempDir
    private Path folder;

    private ModelConfiguration read(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
        return ModelConfiguration.read(folder);
    }

    private static String config(String model) throws IOException {
        return Files.readString(FIXTURES.resolve(model).resolve("config.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "llama_untied",
                "qwen2",
                "qwen3",
                "mistral",
                "gpt_bigcode",
                "starcoder2",
                "codegen",
                "gpt2",
                "phi3",
                "gemma3_text"
            })
    void theOlderAndTheNewerFormAreEquivalent(String model) throws IOException {
        ModelConfiguration older = read(config(model));
        ModelConfiguration newer = read(Files.readString(FIXTURES.resolve(model).resolve("config_v5.json")));
        assertThat(newer).isEqualTo(older);
    }

    @Test
    void readsALlama() throws IOException {
        assertThat(ModelConfiguration.read(FIXTURES.resolve("llama")))
                .isEqualTo(ModelConfiguration.builder(Architecture.LLAMA)
                        .vocabularySize(300)
                        .hiddenSize(64)
                        .layers(2)
                        .heads(4)
                        .keyValueHeads(2)
                        .headSize(16)
                        .feedForwardSize(96)
                        .contextLength(128)
                        .normEpsilon(1e-5)
                        .ropeTheta(100_000)
                        .ropeScaling(null)
                        .rotaryDimensions(16)
                        .slidingWindow(0)
                        .tiedEmbeddings(true)
                        .queryKeyValueBias(false)
                        .attentionOutputBias(false)
                        .feedForwardBias(false)
                        .activation(ActivationFunction.SILU)
                        .attentionScale(AttentionScale.rootOf(16))
                        .beginId(OptionalInt.of(1))
                        .endIds(List.of(2))
                        .padId(OptionalInt.of(2))
                        .storedType(DataType.FLOAT32)
                        .build());
        assertThat(ModelConfiguration.read(FIXTURES.resolve("llama_bf16")).storedType())
                .isEqualTo(DataType.BFLOAT16);
        assertThat(ModelConfiguration.read(FIXTURES.resolve("llama_untied")).ropeScaling())
                .isEqualTo(new RopeScaling.Llama3(8, 1, 4, 32));
    }

    @Test
    void longRopeLimitsTheContextToTheOriginalOne() {
        ModelConfiguration phi3 = ModelConfiguration.read(FIXTURES.resolve("phi3"));
        assertThat(phi3.contextLength()).isEqualTo(128);
        assertThat(phi3.ropeScaling())
                .isEqualTo(new RopeScaling.LongRope(
                        List.of(1.0, 1.05, 1.2, 1.4, 1.8, 2.5),
                        List.of(1.0, 1.3, 2.0, 3.0, 5.0, 8.0),
                        128,
                        512,
                        Optional.empty()));
    }

    @Test
    void gemma3HasTwoKindsOfLayers() {
        ModelConfiguration gemma = ModelConfiguration.read(FIXTURES.resolve("gemma3_text"));
        assertThat(gemma.fullAttentionLayers()).containsExactly(1, 3);
        assertThat(gemma.slidingRopeTheta()).isEqualTo(10_000);
        assertThat(gemma.ropeTheta()).isEqualTo(1_000_000);
        assertThat(gemma.ropeScaling()).isEqualTo(new RopeScaling.Linear(8));
        assertThat(gemma.attentionScale()).isEqualTo(AttentionScale.rootOf(24));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemma3_text | \"attention_bias\": false | \"final_logit_softcapping\": 30.0 | final_logit_softcapping is set",
                "gemma3_text | \"attention_bias\": false | \"attn_logit_softcapping\": 50.0 | attn_logit_softcapping is set",
                "gemma3_text | \"attention_bias\": false | \"use_bidirectional_attention\": true | use_bidirectional_attention is true",
                "gemma3_text | \"attention_bias\": false | \"layer_types\": [\"full_attention\"] | layer_types has 1 entries for 4 layers",
                "gemma3_text | \"gemma3_text\" | \"gemma3\" | model_type is gemma3, which is not supported",
                "phi3 | \"longrope\" | \"linear\" | rope_scaling.type is linear; supported for phi3 are default, longrope",
                "phi3 | \"partial_rotary_factor\": 0.75 | \"partial_rotary_factor\": 0.5 | rope_scaling.short_factor has 6 numbers, expected 4",
                "phi3 | \"partial_rotary_factor\": 0.75 | \"partial_rotary_factor\": 0.7 | partial_rotary_factor is 0.7"
            })
    void unsupportedSettingsOfPhi3AndGemma3AreNamed(String model, String from, String to, String message)
            throws IOException {
        String json = config(model).replace(from, to);
        assertThat(json).isNotEqualTo(config(model));
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        // window, q/k/v biases, output bias, feed-forward biases, head size, rotated, tied
        "qwen2,        0, true,  false, false, 12, 12, true",
        "qwen3,        0, false, false, false, 16, 16, true",
        "mistral,      8, false, false, false,  8,  8, false",
        "starcoder2, 4096, true,  true,  true,  12, 12, true",
        "gpt_bigcode,  0, true,  true,  true,  12,  0, true",
        "codegen,      0, false, false, true,   6,  4, false",
        "gpt2,         0, true,  true,  true,  12,  0, true",
        "phi3,    262144, false, false, false, 16, 12, false",
        "gemma3_text,  8, false, false, false, 16, 16, true"
    })
    void readsTheSpecificsOfAnArchitecture(
            String model,
            int slidingWindow,
            boolean queryKeyValueBias,
            boolean attentionOutputBias,
            boolean feedForwardBias,
            int headSize,
            int rotaryDimensions,
            boolean tied)
            throws IOException {
        ModelConfiguration configuration = ModelConfiguration.read(FIXTURES.resolve(model));
        assertThat(configuration.architecture().modelType()).isEqualTo(model);
        assertThat(configuration.slidingWindow()).isEqualTo(slidingWindow);
        assertThat(configuration.queryKeyValueBias()).isEqualTo(queryKeyValueBias);
        assertThat(configuration.attentionOutputBias()).isEqualTo(attentionOutputBias);
        assertThat(configuration.feedForwardBias()).isEqualTo(feedForwardBias);
        assertThat(configuration.headSize()).isEqualTo(headSize);
        assertThat(configuration.rotaryDimensions()).isEqualTo(rotaryDimensions);
        assertThat(configuration.tiedEmbeddings()).isEqualTo(tied);
    }

    @Test
    void multiQueryHasOneKeyAndValueHead() throws IOException {
        assertThat(read(config("gpt_bigcode")).keyValueHeads()).isEqualTo(1);
        assertThat(read(config("gpt_bigcode").replace("\"multi_query\": true", "\"multi_query\": false"))
                        .keyValueHeads())
                .isEqualTo(4);
        assertThat(read(config("gpt2")).feedForwardSize()).isEqualTo(4 * 48);
    }

    @Test
    void endTokensAreReadFromBothFiles() throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [7, 2, 9]}");
        assertThat(read(config("llama")).endIds()).containsExactly(2, 7, 9);
        assertThat(read(config("llama").replace("\"eos_token_id\": 2", "\"eos_token_id\": [3, 4]"))
                        .endIds())
                .containsExactly(3, 4, 7, 2, 9);
    }

    /** Training writes it behind each completion, so that generation must stop at it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"eos_token\": \"<e>\", \"added_tokens_decoder\": {\"31\": {\"content\": \"<s>\"}, \"32\": {\"content\": \"<e>\"}}} | {}",
                "{\"eos_token\": {\"content\": \"<e>\", \"lstrip\": false}} | {\"version\": \"1.0\", \"normalizer\": {\"a\": [1]}, \"added_tokens\": [{\"id\": 31, \"content\": \"<s>\"}, {\"id\": 32, \"content\": \"<e>\"}]}"
            })
    void theEndTokenOfTheTokenizerEndsTextsToo(String settings, String tokenizer) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), settings);
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer);
        assertThat(read(config("llama")).endIds()).containsExactly(2, 32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"eos_token\": null}", "{\"eos_token\": \"<unknown>\"}"})
    void aTokenizerMayNameNoEndToken(String settings) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), settings);
        Files.writeString(folder.resolve("tokenizer.json"), "{\"version\": \"1.0\", \"model\": {}}");
        assertThat(read(config("llama")).endIds()).containsExactly(2);
    }

    /** As the first conversions of Llama did. */
    @Test
    void minusOneIsNoToken() throws IOException {
        String json = config("llama").replaceAll("\"pad_token_id\": [^,\\n]+", "\"pad_token_id\": -1");
        assertThat(read(json).padId()).isEmpty();
        assertThat(read(config("llama").replace("\"eos_token_id\": 2", "\"eos_token_id\": -1"))
                        .endIds())
                .isEmpty();
    }

    @Test
    void linearScalingIsReadUnderItsOlderName() throws IOException {
        String json = config("llama")
                .replace("\"rope_scaling\": null", "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 4.0}");
        assertThat(read(json).ropeScaling()).isEqualTo(new RopeScaling.Linear(4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"model_type\": \"llama\" | \"model_type\": \"mamba\" | model_type is mamba",
                "\"model_type\": \"llama\" | \"other\": 1 | model_type is missing",
                "\"hidden_size\": 64, | | hidden_size is missing",
                "\"hidden_size\": 64 | \"hidden_size\": -3 | hidden_size is not a positive whole number",
                "\"hidden_size\": 64 | \"hidden_size\": \"64\" | hidden_size is not a positive whole number",
                "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 99999999999 | num_hidden_layers is not",
                "\"num_key_value_heads\": 2 | \"num_key_value_heads\": 3 | num_attention_heads is 4, not a multiple",
                "\"hidden_size\": 64 | \"hidden_size\": 64, \"head_dim\": 15 | head_dim is 15; rotary embedding needs",
                "\"hidden_act\": \"silu\" | \"hidden_act\": \"mish\" | hidden_act is mish",
                "\"torch_dtype\": \"float32\" | \"torch_dtype\": \"int8\" | torch_dtype is int8",
                "\"rope_scaling\": null | \"rope_scaling\": {\"rope_type\": \"longrope\"} | rope_scaling.rope_type is longrope",
                "\"rope_scaling\": null | \"rope_scaling\": {\"rope_type\": \"yarn\"} | rope_scaling.factor is missing",
                "\"rope_scaling\": null | \"rope_scaling\": {\"rope_type\": \"linear\"} | rope_scaling.factor is missing",
                "\"rope_scaling\": null | \"rope_scaling\": 3 | rope_scaling is not an object",
                "\"bos_token_id\": 1 | \"bos_token_id\": \"one\" | bos_token_id is not a token id",
                "\"tie_word_embeddings\": true | \"tie_word_embeddings\": 1 | tie_word_embeddings is neither"
            })
    void invalidFieldsAreNamed(String field, String replacement, String problem) throws IOException {
        String json = config("llama").replace(field, replacement == null ? "" : replacement);
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(folder.resolve("config.json") + ": " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "n_head | 2 | n_head is 2; CodeGen's fused projection has heads in groups of four",
                "rotary_dim | 3 | rotary_dim is 3; it must be even",
                "rotary_dim | 1000 | rotary_dim is 1000; it must be even, and at most n_embd / n_head"
            })
    void invalidFieldsOfCodegenAreNamed(String field, int value, String problem) throws IOException {
        String json = config("codegen").replaceFirst("\"" + field + "\": \\d+", "\"" + field + "\": " + value);
        assertThatThrownBy(() -> read(json)).hasMessageContaining(problem);
    }

    @Test
    void anUnknownArchitectureIsRejectedWithTheSupportedOnes() {
        assertThatThrownBy(() -> read("{\"model_type\": \"mamba\"}"))
                .hasMessageContaining("llama, qwen2, qwen3, mistral, gpt_bigcode, starcoder2, codegen, gpt2");
    }

    @Test
    void aSlidingWindowOnSomeLayersIsRejected() throws IOException {
        String json = config("qwen2").replace("\"use_sliding_window\": false", "\"use_sliding_window\": true");
        assertThatThrownBy(() -> read(json)).hasMessageContaining("sliding_window applies to 1 of 2 layers");
        assertThat(read(json.replace("\"max_window_layers\": 1", "\"max_window_layers\": 0"))
                        .slidingWindow())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[]", "{\"model_type\": "})
    void otherThanAJsonObjectIsRejected(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("config.json");
    }

    @Test
    void aFolderWithoutConfigurationIsRejected() {
        assertThatThrownBy(() -> ModelConfiguration.read(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("config.json: there is no such file");
    }
}

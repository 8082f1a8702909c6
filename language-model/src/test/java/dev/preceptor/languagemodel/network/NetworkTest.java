package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @BeforeAll
    static void prepareThread() {
        Torch.prepareThread(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "llama_bf16",
                "llama_untied",
                "qwen2",
                "qwen3",
                "mistral",
                "gpt2",
                "gpt_bigcode",
                "starcoder2",
                "codegen",
                "phi3",
                "gemma3_text"
            })
    void logitsEqualTheReference(String model) {
        JsonNode golden = Golden.read(model);
        for (LinearKernel kernel : List.of(LinearKernel.TORCH, LinearKernel.ONEDNN)) {
            try (Network network = load(Golden.folder(model), kernel)) {
                compareLogits(network, golden.get("prompts"), golden.get("logits"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "llama_untied",
                "qwen2",
                "qwen3",
                "mistral",
                "gpt2",
                "gpt_bigcode",
                "starcoder2",
                "codegen",
                "phi3",
                "gemma3_text"
            })
    void greedyDecodingOfABatchEqualsTheReference(String model) {
        JsonNode golden = Golden.read(model);
        for (LinearKernel kernel : List.of(LinearKernel.ONEDNN, LinearKernel.FLOAT16)) {
            try (Network network = load(Golden.folder(model), kernel)) {
                continueGreedily(network, golden.get("prompts"), golden.get("greedy"));
            }
        }
    }

    /** All bfloat16 weights of this fixture are exact in float16. */
    @Test
    void logitsWithExactFloat16WeightsEqualTheReference() {
        JsonNode golden = Golden.read("llama_bf16");
        try (Network network = load(Golden.folder("llama_bf16"), LinearKernel.FLOAT16)) {
            compareLogits(network, golden.get("prompts"), golden.get("logits"));
        }
    }

    @ParameterizedTest
    @CsvSource({"llama-f32.gguf", "llama-q8_0.gguf", "llama-q4_1.gguf"})
    void logitsOfQuantisedFilesEqualTheReference(String file) {
        JsonNode golden = Golden.read("llama_gguf");
        JsonNode own = golden.get("files").get(file);
        try (Network network = load(Golden.folder("llama_gguf").resolve(file), LinearKernel.ONEDNN)) {
            compareLogits(network, golden.get("prompts"), own.get("logits"));
            continueGreedily(network, golden.get("prompts"), own.get("greedy"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void logProbabilitiesEqualTheReference(String model) {
        JsonNode training = Golden.read(model).get("training");
        double sum = 0;
        int scored = 0;
        try (Network network = load(Golden.folder(model), LinearKernel.ONEDNN)) {
            for (JsonNode row : training.get("rows")) {
                int[] prompt = Golden.ints(row.get("prompt_ids"));
                int[] completion = Golden.ints(row.get("completion_ids"));
                int[] ids = Arrays.copyOf(prompt, prompt.length + completion.length + 1);
                System.arraycopy(completion, 0, ids, prompt.length, completion.length);
                ids[ids.length - 1] = training.get("eos_token_id").intValue();
                float[] logProbabilities = network.logProbabilities(ids);
                for (int i = prompt.length - 1; i < logProbabilities.length; i++) {
                    sum -= logProbabilities[i];
                    scored++;
                }
            }
        }
        assertThat(sum / scored)
                .isCloseTo(training.get("losses_after_0_1_2_3_steps").get(0).doubleValue(), Offset.offset(1e-4));
    }

    /** Compares with the log-softmax of all logits. */
    @ParameterizedTest
    @CsvSource({"llama, ONEDNN", "codegen, FLOAT16", "qwen2, TORCH"})
    void logProbabilitiesDoNotDependOnTheChunkSize(String model, LinearKernel kernel) {
        int[] ids = new int[23];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (7 * i * i + 3) % 200;
        }
        try (Network network = load(Golden.folder(model), kernel)) {
            float[][] logits = network.logits(Arrays.copyOf(ids, ids.length - 1));
            float[] expected = new float[logits.length];
            for (int i = 0; i < logits.length; i++) {
                double sum = 0;
                for (float logit : logits[i]) {
                    sum += Math.exp(logit);
                }
                expected[i] = (float) (logits[i][ids[i + 1]] - Math.log(sum));
            }
            for (int rowsPerChunk : new int[] {1, 5, 11, 22, 1000}) {
                assertThat(network.logProbabilities(ids, rowsPerChunk)).containsExactly(expected, Offset.offset(1e-5f));
            }
        }
    }

    /** For 2,048 tokens and a vocabulary of 150,000, all logits would take 1.2 GB, and their softmax as much again. */
    @ParameterizedTest
    @CsvSource({"49152, 341", "151936, 110", "300, 55924", "100000000, 1"})
    void theMemoryOfAChunkIsBounded(int vocabulary, int tokens) {
        assertThat(Network.scoredRows(vocabulary)).isEqualTo(tokens);
        assertThat(2L * Float.BYTES * vocabulary * tokens)
                .isLessThanOrEqualTo(Math.max(128 << 20, 2L * Float.BYTES * vocabulary));
    }

    private static Network load(Path model, LinearKernel kernel) {
        try (WeightSource source = WeightSource.open(model)) {
            return Network.load(ModelConfiguration.read(model), source, Device.cpu(), DataType.FLOAT32, kernel);
        }
    }

    private static void compareLogits(Network network, JsonNode prompts, JsonNode expected) {
        for (int p = 0; p < prompts.size(); p++) {
            float[][] logits = network.logits(Golden.ints(prompts.get(p).get("ids")));
            int[] positions = Golden.ints(expected.get(p).get("positions"));
            for (int i = 0; i < positions.length; i++) {
                float[] row = Golden.floats(expected.get(p).get("logits").get(i));
                assertThat(logits[positions[i]]).containsExactly(row, Offset.offset(1e-4f));
            }
        }
    }

    private static void continueGreedily(Network network, JsonNode prompts, JsonNode expected) {
        int count = prompts.size();
        int[][] generated = new int[count][24];
        try (KeyValueCache cache = network.newCache(count, 128)) {
            NetworkStep prefill = new NetworkStep();
            int[][] ids = new int[count][];
            for (int p = 0; p < count; p++) {
                ids[p] = Golden.ints(prompts.get(p).get("ids"));
                prefill.addSegment(p, 0, ids[p], ids[p].length);
                prefill.requestNextToken(0, 1, 0, 0);
            }
            long[] next = network.run(prefill, cache);
            for (int step = 0; step < 24; step++) {
                NetworkStep decode = new NetworkStep();
                for (int p = 0; p < count; p++) {
                    generated[p][step] = (int) next[p];
                    decode.addDecoding(p, ids[p].length + step, (int) next[p]);
                    decode.requestNextToken(0, 1, 0, 0);
                }
                next = network.run(decode, cache);
            }
        }
        for (int p = 0; p < count; p++) {
            assertThat(generated[p]).containsExactly(Golden.ints(expected.get(p).get("new_ids")));
        }
    }
}

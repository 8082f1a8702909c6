package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.generation.Completion;
import dev.preceptor.languagemodel.generation.GenerationRequest;
import dev.preceptor.languagemodel.generation.Generator;
import dev.preceptor.languagemodel.generation.GeneratorOptions;
import dev.preceptor.languagemodel.generation.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Int8Test {

    private static final LoadOptions INT8 = LoadOptions.defaults().withComputeType(ComputeType.INT8);

    @BeforeAll
    static void onACpu() {
        assumeFalse(Torch.fastestDevice().isGpu(), "int8 is for CPUs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "llama_untied",
                "qwen2",
                "mistral",
                "gpt2",
                "gpt_bigcode",
                "starcoder2",
                "codegen",
                "phi3"
            })
    void logitsAreCloseToTheReference(String model) {
        JsonNode golden = Golden.read(model);
        try (LanguageModel loaded = LanguageModel.load(Golden.folder(model), INT8)) {
            double error = 0;
            double length = 0;
            for (int p = 0; p < golden.get("prompts").size(); p++) {
                float[][] logits =
                        loaded.logits(Golden.ints(golden.get("prompts").get(p).get("ids")));
                JsonNode expected = golden.get("logits").get(p);
                int[] positions = Golden.ints(expected.get("positions"));
                for (int i = 0; i < positions.length; i++) {
                    float[] row = Golden.floats(expected.get("logits").get(i));
                    for (int token = 0; token < row.length; token++) {
                        error += Math.pow(logits[positions[i]][token] - row[token], 2);
                        length += Math.pow(row[token], 2);
                    }
                }
            }
            // The small random weights of the fixtures amplify rounding errors more than those of a trained model.
            assertThat(Math.sqrt(error / length)).isLessThan(0.1);
        }
    }

    @Test
    void theResultDoesNotDependOnTheBatch() {
        int[] prompt = {5, 9, 200, 41};
        try (LanguageModel model = LanguageModel.load(Golden.folder("llama"), INT8)) {
            Completion alone;
            try (Generator generator =
                    model.newGenerator(GeneratorOptions.defaults().withSlots(1))) {
                alone = generator.submit(request(prompt, 3)).join();
            }
            List<CompletableFuture<Completion>> together = new ArrayList<>();
            try (Generator generator =
                    model.newGenerator(GeneratorOptions.defaults().withSlots(8))) {
                for (int i = 0; i < 8; i++) {
                    together.add(generator.submit(request(i == 3 ? prompt : new int[] {i + 1, 7, 90 + i}, i)));
                }
                assertThat(together.get(3).join().ids()).isEqualTo(alone.ids());
                together.forEach(CompletableFuture::join);
            }
        }
    }

    private static GenerationRequest request(int[] prompt, long seed) {
        return new GenerationRequest(prompt, Sampling.temperature(0.7), 16, seed, Set.of(), List.of());
    }
}

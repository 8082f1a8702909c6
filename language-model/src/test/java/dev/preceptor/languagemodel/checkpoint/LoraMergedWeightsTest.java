package dev.preceptor.languagemodel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.network.Golden;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoraMergedWeightsTest {

    private static final Path LLAMA = Golden.folder("llama");

    @ParameterizedTest
    @ValueSource(strings = {"llama", "codegen", "gpt_bigcode", "phi3", "gemma3_text"})
    void logitsEqualThoseOfPeft(String model) {
        JsonNode golden = Golden.read(model);
        Path folder = Golden.folder(model);
        LoadOptions options =
                LoadOptions.defaults().withComputeType(ComputeType.FLOAT32).withAdapter(folder.resolve("adapter"));
        try (LanguageModel adapted = LanguageModel.load(folder, options)) {
            for (String kind : List.of("logits", "merged_logits")) {
                for (int p = 0; p < golden.get("prompts").size(); p++) {
                    float[][] logits = adapted.logits(
                            Golden.ints(golden.get("prompts").get(p).get("ids")));
                    JsonNode expected = golden.get("lora").get(kind).get(p);
                    int[] positions = Golden.ints(expected.get("positions"));
                    for (int i = 0; i < positions.length; i++) {
                        assertThat(logits[positions[i]])
                                .containsExactly(
                                        Golden.floats(expected.get("logits").get(i)), Offset.offset(1e-4f));
                    }
                }
            }
        }
    }

    @Test
    void otherTypesAreRoundedFromTheMergedWeight() {
        ModelConfiguration configuration = ModelConfiguration.read(LLAMA);
        String name = "model.layers.0.mlp.up_proj.weight";
        try (LoraMergedWeights weights = LoraMergedWeights.open(LLAMA, LLAMA.resolve("adapter"), configuration);
                NDManager manager = NDManager.newBaseManager()) {
            float[] full = weights.read(manager, name, DataType.FLOAT32).toFloatArray();
            short[] half = new short[full.length];
            weights.read(manager, name, DataType.BFLOAT16)
                    .toByteBuffer()
                    .asShortBuffer()
                    .get(half);
            for (int i = 0; i < full.length; i++) {
                assertThat(half[i]).isEqualTo(FloatFormat.floatToBfloat16(full[i]));
            }
        }
    }

    @Test
    void anAdapterOfAnotherModelIsRejectedAndTheLayerNamed(@TempDir Path folder) {
        Path codegen = Golden.folder("codegen").resolve("adapter");
        ModelConfiguration configuration = ModelConfiguration.read(LLAMA);
        assertThatThrownBy(() -> LoraMergedWeights.open(LLAMA, codegen, configuration))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("adapts layer transformer.h.0")
                .hasMessageContaining("it was made for codegen");
        Path wide = folder.resolve("wide");
        try (NDManager manager = NDManager.newBaseManager()) {
            LowRankUpdate update = new LowRankUpdate(manager.zeros(new Shape(2, 64)), manager.zeros(new Shape(100, 2)));
            AdapterFolder.write(
                    wide,
                    new AdapterConfiguration("", 2, 4, false, List.of("up_proj"), 0),
                    Map.of("model.layers.0.mlp.up_proj", update),
                    DataType.FLOAT32);
        }
        assertThatThrownBy(() -> LoraMergedWeights.open(LLAMA, wide, configuration))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("as (100, 64), but that of")
                .hasMessageContaining("is (96, 64)");
        assertThatThrownBy(() -> LoraMergedWeights.open(LLAMA, LLAMA, configuration))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("adapter_config.json");
    }
}

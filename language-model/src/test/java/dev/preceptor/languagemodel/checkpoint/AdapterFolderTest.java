package dev.preceptor.languagemodel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterFolderTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path LLAMA = FIXTURES.resolve("llama/adapter");

    private final NDManager manager = NDManager.newBaseManager();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void readsAnAdapterOfPeft() {
        assertThat(AdapterFolder.isAdapter(LLAMA)).isTrue();
        assertThat(AdapterFolder.isAdapter(FIXTURES.resolve("llama"))).isFalse();
        AdapterConfiguration configuration = AdapterFolder.configuration(LLAMA);
        assertThat(configuration.rank()).isEqualTo(4);
        assertThat(configuration.scale()).isEqualTo(2);
        assertThat(configuration.targetModules())
                .containsExactlyInAnyOrder("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
        Map<String, LowRankUpdate> updates = AdapterFolder.read(LLAMA, manager, DataType.FLOAT32);
        assertThat(updates).hasSize(14);
        LowRankUpdate down = updates.get("model.layers.1.mlp.down_proj");
        assertThat(down.a().getShape()).isEqualTo(new Shape(4, 96));
        assertThat(down.b().getShape()).isEqualTo(new Shape(64, 4));
    }

    @Test
    void aRankStabilisedScaleDividesByTheSquareRoot() {
        assertThat(new AdapterConfiguration("", 16, 8, true, List.of(), 0).scale())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "codegen", "gpt_bigcode"})
    void writtenAdaptersAreReadBack(String model) {
        Path source = FIXTURES.resolve(model).resolve("adapter");
        AdapterConfiguration configuration = AdapterFolder.configuration(source);
        Map<String, LowRankUpdate> updates = AdapterFolder.read(source, manager, DataType.FLOAT32);
        Path target = folder.resolve("adapter");
        SavedCheckpoint saved = AdapterFolder.write(target, configuration, updates, DataType.FLOAT32);
        assertThat(saved.sha256()).hasSize(64);
        assertThat(target.toFile().list())
                .containsExactlyInAnyOrder("adapter_config.json", "adapter_model.safetensors");
        assertThat(AdapterFolder.configuration(target)).isEqualTo(configuration);
        Map<String, LowRankUpdate> again = AdapterFolder.read(target, manager, DataType.FLOAT32);
        assertThat(again.keySet()).isEqualTo(new TreeMap<>(updates).keySet());
        updates.forEach((layer, update) -> {
            assertThat(again.get(layer).a().toFloatArray()).isEqualTo(update.a().toFloatArray());
            assertThat(again.get(layer).b().toFloatArray()).isEqualTo(update.b().toFloatArray());
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"peft_type\": \"LORA\" | \"peft_type\": \"IA3\" | peft_type is IA3",
                "\"use_dora\": false | \"use_dora\": true | use_dora is true",
                "\"bias\": \"none\" | \"bias\": \"all\" | bias is all",
                "\"rank_pattern\": {} | \"rank_pattern\": {\"q_proj\": 0} | rank_pattern.q_proj must be above 0",
                "\"alpha_pattern\": {} | \"alpha_pattern\": {\"q(\": 2} | alpha_pattern.q( is not a regular expression",
                "\"modules_to_save\": null | \"modules_to_save\": [\"lm_head\"] | modules_to_save is set",
                "\"lora_alpha\": 8 | \"other\": 8 | lora_alpha is missing",
                "\"r\": 4 | \"r\": 0 | r is not a positive"
            })
    void unsupportedAdaptersAreRejected(String field, String replacement, String problem) throws IOException {
        String json = Files.readString(LLAMA.resolve("adapter_config.json"));
        Files.writeString(folder.resolve("adapter_config.json"), json.replace(field, replacement));
        assertThatThrownBy(() -> AdapterFolder.configuration(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("adapter_config.json: " + problem);
    }

    @Test
    void weightsThatDoNotMatchTheConfigurationAreRejected() throws IOException {
        String json = Files.readString(LLAMA.resolve("adapter_config.json"));
        Files.writeString(folder.resolve("adapter_config.json"), json.replace("\"r\": 4", "\"r\": 8"));
        Files.write(folder.resolve("adapter_model.bin"), new byte[1]);
        assertThatThrownBy(() -> AdapterFolder.read(folder, manager, DataType.FLOAT32))
                .hasMessageContaining("pickle");
        Files.copy(LLAMA.resolve("adapter_model.safetensors"), folder.resolve("adapter_model.safetensors"));
        assertThatThrownBy(() -> AdapterFolder.read(folder, manager, DataType.FLOAT32))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("expected rank 8");
        Files.delete(folder.resolve("adapter_model.safetensors"));
        Files.copy(FIXTURES.resolve("llama/model.safetensors"), folder.resolve("adapter_model.safetensors"));
        assertThatThrownBy(() -> AdapterFolder.read(folder, manager, DataType.FLOAT32))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("is not a LoRA tensor");
    }
}

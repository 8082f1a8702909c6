package dev.preceptor.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedModelTest {

    private static final String TENSOR = "model.layers.1.self_attn.q_proj.weight";

    @TempDir
    Path folder;

    private LlamaCopy model;

    @BeforeEach
    void copyAModel() throws IOException {
        model = LlamaCopy.in(folder);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aWeightThatIsNotFiniteIsNamed(float value) throws IOException {
        model.set(TENSOR, 10, value);

        assertRejected(model.weights(), "tensor " + TENSOR + " contains an infinite value or a NaN");
    }

    @Test
    void aShapeThatDiffersFromTheConfigurationIsNamed() throws IOException {
        configure("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 1");

        assertRejected(
                folder.resolve("model.safetensors"),
                "k_proj.weight has shape (32, 64), but the configuration requires (16, 64)");
    }

    @Test
    void aTransposedPartOfAFusedMatrixIsNamed() throws IOException {
        Path file = folder.resolve("model.safetensors");
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        String up = "model.layers.1.mlp.up_proj.weight\":{\"dtype\":\"F32\",\"shape\":";
        assertThat(bytes).contains(up + "[96,64]");
        Files.writeString(file, bytes.replace(up + "[96,64]", up + "[64,96]"), StandardCharsets.ISO_8859_1);

        assertRejected(file, "model.layers.1.mlp.up_proj.weight has shape (64, 96)");
    }

    @Test
    void aMissingTensorIsNamed() throws IOException {
        configure("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");

        assertRejected(folder, "there is no tensor model.layers.2.");
    }

    private void configure(String field, String replacement) throws IOException {
        Path file = folder.resolve("config.json");
        Files.writeString(file, Files.readString(file).replace(field, replacement));
    }

    private void assertRejected(Path file, String problem) {
        assertThatThrownBy(() -> LanguageModel.load(folder, LoadOptions.defaults()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(problem);
    }
}

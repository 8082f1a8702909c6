package dev.preceptor.languagemodel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.network.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTypeTest {

    @ParameterizedTest
    @CsvSource({
        "llama, FLOAT32",
        "llama_bf16, BFLOAT16",
        "llama_gguf/llama-f32.gguf, FLOAT32",
        "llama_gguf/llama-q8_0.gguf, BFLOAT16",
        "llama_gguf/llama-q4_1.gguf, BFLOAT16"
    })
    void baseIsTheStoredTypeOrBfloat16IfQuantised(String model, DataType type) {
        Path base = Golden.folder(model);
        assertThat(CheckpointType.BASE.of(base)).isEqualTo(type);
        assertThat(CheckpointType.named("float32").of(base)).isEqualTo(DataType.FLOAT32);
        assertThat(CheckpointType.named("float16").of(base)).isEqualTo(DataType.FLOAT16);
        assertThat(CheckpointType.named("bfloat16").of(base)).isEqualTo(DataType.BFLOAT16);
        assertThatThrownBy(() -> CheckpointType.named("int8")).isInstanceOf(IllegalArgumentException.class);
    }

    /** A server uses the type in config.json; if config.json names none, the type of the weights. */
    @ParameterizedTest
    @CsvSource({
        "'', BFLOAT16",
        "'\"torch_dtype\": null,', BFLOAT16",
        "'\"torch_dtype\": \"float16\",', FLOAT16",
        "'\"dtype\": \"float32\",', FLOAT32"
    })
    void theTypeInTheConfigurationTakesPrecedence(String field, DataType type, @TempDir Path folder)
            throws IOException {
        Path model = Golden.folder("llama_bf16");
        Files.copy(model.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        String configuration = Files.readString(model.resolve("config.json"));
        String declared = "\"torch_dtype\": \"bfloat16\",";
        assertThat(configuration).contains(declared);
        Files.writeString(folder.resolve("config.json"), configuration.replace(declared, field));

        assertThat(CheckpointType.BASE.of(folder)).isEqualTo(type);
    }

    @Test
    void aMissingModelIsNamed(@TempDir Path folder) {
        assertThatThrownBy(() -> CheckpointType.BASE.of(folder.resolve("absent")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("absent");
    }
}

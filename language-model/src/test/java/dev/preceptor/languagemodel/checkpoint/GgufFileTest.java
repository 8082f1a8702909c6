package dev.preceptor.languagemodel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufFileTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path FOLDER = FIXTURES.resolve("llama_gguf");
    private static final Path BLOCKS = Path.of("src/test/resources/quantised/blocks.gguf");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama-f32.gguf", "llama-q8_0.gguf", "llama-q4_1.gguf"})
    void tensorsHaveHuggingFacesNamesShapesAndRowOrder(String name) throws IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(FOLDER.resolve("golden.json").toFile())
                .path("files")
                .path(name);
        try (NDManager manager = NDManager.newBaseManager();
                WeightSource original = WeightSource.open(FIXTURES.resolve("llama"));
                GgufFile file = GgufFile.open(FOLDER.resolve(name))) {
            assertThat(file.names()).isEqualTo(original.names());
            for (String tensor : file.names()) {
                assertThat(file.info(tensor).shape())
                        .isEqualTo(original.info(tensor).shape());
            }
            golden.path("first_row").properties().forEach(expected -> {
                float[] values =
                        file.read(manager, expected.getKey(), DataType.FLOAT32).toFloatArray();
                for (int i = 0; i < expected.getValue().size(); i++) {
                    float value = expected.getValue().get(i).floatValue();
                    assertThat(values[i]).isCloseTo(value, within(1e-7f));
                }
            });
        }
    }

    @Test
    void unquantisedTensorsEqualThoseOfTheFolder() {
        try (NDManager manager = NDManager.newBaseManager();
                WeightSource original = WeightSource.open(FIXTURES.resolve("llama"));
                WeightSource file = WeightSource.open(FOLDER.resolve("llama-f32.gguf"))) {
            for (String name : original.names()) {
                assertThat(file.read(manager, name, DataType.FLOAT32).toFloatArray())
                        .as(name)
                        .isEqualTo(
                                original.read(manager, name, DataType.FLOAT32).toFloatArray());
            }
        }
    }

    @Test
    void theConfigurationEqualsThatOfTheFolder() {
        ModelConfiguration expected = ModelConfiguration.read(FIXTURES.resolve("llama"));
        for (String name : new String[] {"llama-f32.gguf", "llama-q8_0.gguf", "llama-q4_1.gguf"}) {
            assertThat(ModelConfiguration.read(FOLDER.resolve(name))).isEqualTo(expected);
        }
    }

    @Test
    void allTypesAreDecodedAsInGgufPy() throws IOException {
        JsonNode expected = new ObjectMapper()
                .readTree(BLOCKS.resolveSibling("expected.json").toFile());
        assertThat(expected.size()).isEqualTo(GgmlType.values().length);
        try (NDManager manager = NDManager.newBaseManager();
                GgufFile file = GgufFile.open(BLOCKS)) {
            for (var entry : expected.properties()) {
                String name = GgufTensorNames.huggingFace(entry.getKey()).orElse(entry.getKey());
                assertThat(file.info(name).storedType())
                        .isEqualTo(entry.getValue().get("type").asText());
                JsonNode rows = entry.getValue().get("values");
                float[] values = file.read(manager, name, DataType.FLOAT32).toFloatArray();
                int columns = rows.get(0).size();
                assertThat(values).hasSize(rows.size() * columns);
                for (int i = 0; i < values.length; i++) {
                    float value = rows.get(i / columns).get(i % columns).floatValue();
                    assertThat(values[i])
                            .as("%s[%d]", entry.getValue().get("type"), i)
                            .isCloseTo(value, within(Math.abs(value) * 1e-6f + 1e-7f));
                }
            }
        }
    }

    @Test
    void everyTruncationIsAnError() throws IOException {
        byte[] whole = Files.readAllBytes(FOLDER.resolve("llama-q4_1.gguf"));
        Path path = folder.resolve("model.gguf");
        Random random = new Random(1);
        for (int i = 0; i < 60; i++) {
            int length = i < 30 ? i : random.nextInt(whole.length);
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> GgufFile.open(path))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith(path + ": ")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aDamagedHeaderIsAnErrorOrHarmless() throws IOException {
        byte[] whole = Files.readAllBytes(FOLDER.resolve("llama-q4_1.gguf"));
        Path path = folder.resolve("model.gguf");
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            for (int j = 0; j < 1 + random.nextInt(4); j++) {
                damaged[random.nextInt(12_000)] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt(256));
            }
            Files.write(path, damaged);
            try (NDManager manager = NDManager.newBaseManager();
                    GgufFile file = GgufFile.open(path)) {
                file.names().forEach(name -> file.read(manager, name, DataType.FLOAT32));
            } catch (CheckpointException expected) {
                assertThat(expected).hasMessageStartingWith(path + ": ");
            }
        }
    }

    @Test
    void anUnknownTypeAndArchitectureAreNamed() throws IOException {
        byte[] whole = Files.readAllBytes(BLOCKS);
        Path path = folder.resolve("model.gguf");
        byte[] name = "blk.0.attn_q.weight".getBytes();
        int offset = indexOf(whole, name) + name.length + 4 + 16;
        byte[] otherType = whole.clone();
        otherType[offset] = 99;
        Files.write(path, otherType);
        assertThatThrownBy(() -> GgufFile.open(path))
                .hasMessageContaining("tensor blk.0.attn_q.weight is of GGUF type 99")
                .hasMessageContaining("Q4_K");
        byte[] otherArchitecture = whole.clone();
        otherArchitecture[indexOf(whole, "qwen3".getBytes()) + 4] = '9';
        Files.write(path, otherArchitecture);
        assertThatThrownBy(() -> GgufFile.open(path))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("general.architecture is qwen9");
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        int offset = 0;
        while (!Arrays.equals(bytes, offset, offset + wanted.length, wanted, 0, wanted.length)) {
            offset++;
        }
        return offset;
    }

    @Test
    void otherFilesAreRejected() throws IOException {
        Path path = Files.writeString(folder.resolve("model.gguf"), "x".repeat(100));
        assertThatThrownBy(() -> WeightSource.open(path)).hasMessage(path + ": not a GGUF file");
        Path missing = folder.resolve("missing.gguf");
        assertThatThrownBy(() -> WeightSource.open(missing)).hasMessage(missing + ": there is no such file");
    }
}

package dev.preceptor.languagemodel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceFolderTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Map<String, byte[]> TOKENIZER = Map.of("tokenizer.json", "{}".getBytes());

    private final NDManager manager = NDManager.newBaseManager();

    @TempDir
    private Path parent;

    @AfterEach
    void close() {
        manager.close();
    }

    private Map<String, NDArray> tensors(Path model) {
        Map<String, NDArray> tensors = new TreeMap<>();
        try (WeightSource weights = WeightSource.open(model)) {
            weights.names().forEach(name -> tensors.put(name, weights.read(manager, name, DataType.FLOAT32)));
        }
        return tensors;
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "llama_untied",
                "llama_gguf/llama-q4_1.gguf",
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
    void writtenModelsAreReadBack(String model) throws Exception {
        Path source = FIXTURES.resolve(model);
        ModelConfiguration configuration = ModelConfiguration.read(source);
        Map<String, NDArray> tensors = tensors(source);
        Path target = parent.resolve("deep/checkpoint");
        SavedCheckpoint saved = HuggingFaceFolder.write(target, configuration, LazyTensor.allOf(tensors), TOKENIZER);
        assertThat(ModelConfiguration.read(target)).isEqualTo(configuration);
        try (WeightSource weights = WeightSource.open(target)) {
            assertThat(weights.names()).isEqualTo(tensors.keySet());
            tensors.forEach((name, tensor) -> {
                assertThat(weights.info(name)).isEqualTo(new TensorInfo(name, "F32", tensor.getShape()));
                assertThat(weights.read(manager, name, DataType.FLOAT32).toFloatArray())
                        .isEqualTo(tensor.toFloatArray());
            });
        }
        assertThat(target.resolve("tokenizer.json")).hasContent("{}");
        Path file = target.resolve("model.safetensors");
        assertThat(saved.weightFiles())
                .containsExactly(new SavedCheckpoint.WeightFile("model.safetensors", Files.size(file), sha256(file)));
        assertThat(saved.sha256()).isEqualTo(sha256(file));
        assertThat(saved.folder()).isEqualTo(target);
    }

    @Test
    void theHeaderNamesTheFrameworkAndIsAligned() throws IOException {
        Path target = parent.resolve("checkpoint");
        HuggingFaceFolder.write(
                target,
                ModelConfiguration.read(FIXTURES.resolve("llama")),
                LazyTensor.allOf(tensors(FIXTURES.resolve("llama"))),
                TOKENIZER);
        byte[] bytes = Files.readAllBytes(target.resolve("model.safetensors"));
        int length = bytes[0] & 0xFF | (bytes[1] & 0xFF) << 8;
        assertThat(length % 8).isZero();
        JsonNode header = new ObjectMapper().readTree(bytes, 8, length);
        assertThat(header.path("__metadata__").path("format").asText()).isEqualTo("pt");
    }

    @Test
    void weightsAreRoundedToTheTypeOfTheConfiguration() {
        ModelConfiguration configuration = ModelConfiguration.read(FIXTURES.resolve("llama_bf16"));
        Path target = parent.resolve("checkpoint");
        HuggingFaceFolder.write(target, configuration, LazyTensor.allOf(tensors(FIXTURES.resolve("llama"))), TOKENIZER);
        assertThat(ModelConfiguration.read(target).storedType()).isEqualTo(DataType.BFLOAT16);
        try (WeightSource written = WeightSource.open(target);
                WeightSource expected = WeightSource.open(FIXTURES.resolve("llama_bf16"))) {
            for (String name : expected.names()) {
                assertThat(written.info(name)).isEqualTo(expected.info(name));
                assertThat(written.read(manager, name, DataType.FLOAT32).toFloatArray())
                        .isEqualTo(
                                expected.read(manager, name, DataType.FLOAT32).toFloatArray());
            }
        }
    }

    @Test
    void aTiedOutputProjectionIsOmitted() {
        Map<String, NDArray> tensors = tensors(FIXTURES.resolve("llama"));
        tensors.put("lm_head.weight", tensors.get("model.embed_tokens.weight"));
        Path target = parent.resolve("checkpoint");
        HuggingFaceFolder.write(
                target, ModelConfiguration.read(FIXTURES.resolve("llama")), LazyTensor.allOf(tensors), TOKENIZER);
        try (WeightSource weights = WeightSource.open(target)) {
            assertThat(weights.names()).hasSize(20).doesNotContain("lm_head.weight");
        }
    }

    @Test
    void largeWeightsAreSharded() throws Exception {
        Path source = FIXTURES.resolve("llama_untied");
        Map<String, NDArray> tensors = tensors(source);
        Path target = parent.resolve("checkpoint");
        SavedCheckpoint saved = HuggingFaceFolder.write(
                target, ModelConfiguration.read(source), LazyTensor.allOf(tensors), TOKENIZER, 100_000);
        assertThat(saved.weightFiles()).hasSizeGreaterThan(2).allSatisfy(file -> {
            assertThat(file.name()).matches("model-0000\\d-of-0000\\d\\.safetensors");
            assertThat(file.sha256()).isEqualTo(sha256(target.resolve(file.name())));
        });
        assertThat(target.resolve("model.safetensors")).doesNotExist();
        JsonNode index = new ObjectMapper()
                .readTree(target.resolve("model.safetensors.index.json").toFile());
        long elements = tensors.values().stream().mapToLong(NDArray::size).sum();
        assertThat(index.path("metadata").path("total_size").asLong()).isEqualTo(4 * elements);
        assertThat(index.path("weight_map").size()).isEqualTo(tensors.size());
        try (WeightSource weights = WeightSource.open(target)) {
            tensors.forEach((name, tensor) -> assertThat(
                            weights.read(manager, name, DataType.FLOAT32).toFloatArray())
                    .isEqualTo(tensor.toFloatArray()));
        }
    }

    @Test
    void viewsAreWrittenInTheirOwnOrder() {
        NDArray matrix = manager.arange(6f).reshape(2, 3);
        ModelConfiguration configuration = ModelConfiguration.read(FIXTURES.resolve("llama"));
        Path target = parent.resolve("checkpoint");
        HuggingFaceFolder.write(target, configuration, LazyTensor.allOf(Map.of("a", matrix.transpose())), TOKENIZER);
        try (WeightSource weights = WeightSource.open(target)) {
            NDArray read = weights.read(manager, "a", DataType.FLOAT32);
            assertThat(read.getShape()).isEqualTo(new Shape(3, 2));
            assertThat(read.toFloatArray()).containsExactly(0, 3, 1, 4, 2, 5);
        }
    }

    @Test
    void aNonEmptyFolderIsNotOverwritten() throws IOException {
        Path target = Files.createDirectory(parent.resolve("checkpoint"));
        Path precious = Files.writeString(target.resolve("precious"), "x");
        ModelConfiguration configuration = ModelConfiguration.read(FIXTURES.resolve("llama"));
        assertThatThrownBy(() -> HuggingFaceFolder.write(
                        target, configuration, LazyTensor.allOf(Map.of("a", manager.ones(new Shape(1)))), TOKENIZER))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(target + ": already exists");
        assertThat(precious).hasContent("x");
        assertThat(parent).isDirectoryContaining(target::equals);
        assertThat(names(parent)).containsExactly("checkpoint");
        Files.delete(precious);
        HuggingFaceFolder.write(
                target, configuration, LazyTensor.allOf(Map.of("a", manager.ones(new Shape(1)))), TOKENIZER);
        assertThat(target.resolve("config.json")).exists();
    }

    @Test
    void aFailureLeavesNothingBehind() throws IOException {
        ModelConfiguration configuration = ModelConfiguration.read(FIXTURES.resolve("llama"));
        Map<String, NDArray> wrongType = Map.of("a", manager.ones(new Shape(1), DataType.INT64));
        Path target = parent.resolve("checkpoint");
        assertThatThrownBy(() -> HuggingFaceFolder.write(target, configuration, LazyTensor.allOf(wrongType), TOKENIZER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("int64");
        Map<String, byte[]> wrongName = Map.of("no/such/folder", new byte[1]);
        assertThatThrownBy(() -> HuggingFaceFolder.write(
                        target, configuration, LazyTensor.allOf(Map.of("a", manager.ones(new Shape(1)))), wrongName))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("cannot be written");
        assertThat(names(parent)).isEmpty();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    /** Weights that are read one by one are in memory one at a time while they are written. */
    @Test
    void oneTensorIsInMemoryAtATime() {
        ModelConfiguration configuration = ModelConfiguration.read(FIXTURES.resolve("llama"));
        Path adapter = FIXTURES.resolve("llama/adapter");
        try (CountingSource source =
                new CountingSource(LoraMergedWeights.open(FIXTURES.resolve("llama"), adapter, configuration))) {
            Map<String, NDArray> expected = new TreeMap<>();
            source.names().forEach(name -> expected.put(name, source.base().read(manager, name, DataType.FLOAT32)));
            Path target = parent.resolve("checkpoint");

            HuggingFaceFolder.write(target, configuration, LazyTensor.allOf(source), TOKENIZER);

            assertThat(source.maxOpenArrays()).isEqualTo(1);
            try (WeightSource written = WeightSource.open(target)) {
                expected.forEach((name, tensor) -> assertThat(
                                written.read(manager, name, DataType.FLOAT32).toFloatArray())
                        .isEqualTo(tensor.toFloatArray()));
            }
        }
    }

    @Test
    void aWeightBeyondTheRangeOfFloat16IsRejected() throws IOException {
        ModelConfiguration configuration =
                ModelConfiguration.read(FIXTURES.resolve("llama")).withStoredType(DataType.FLOAT16);
        NDArray tensor = manager.create(new float[] {-65519.9f, 1, -65520f});
        assertThatThrownBy(() -> HuggingFaceFolder.write(
                        parent.resolve("checkpoint"),
                        configuration,
                        LazyTensor.allOf(Map.of("model.norm.weight", tensor)),
                        TOKENIZER))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "tensor model.norm.weight contains -65520.0, which exceeds the range of float16: write the checkpoint in"
                                + " bfloat16 or float32");
        assertThat(names(parent)).isEmpty();
    }
}

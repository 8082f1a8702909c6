package dev.preceptor.languagemodel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path LLAMA = FIXTURES.resolve("llama");
    private static final String QUERY = "model.layers.1.self_attn.q_proj.weight";

    @TempDir
    private Path folder;

    @Test
    void readsTheSameValuesAsSafetensors() {
        try (NDManager manager = NDManager.newBaseManager();
                WeightSource weights = WeightSource.open(LLAMA)) {
            assertThat(weights.names()).hasSize(20).doesNotContain("lm_head.weight", "__metadata__");
            assertThat(weights.info(QUERY)).isEqualTo(new TensorInfo(QUERY, "F32", new Shape(64, 64)));
            NDArray query = weights.read(manager, QUERY, DataType.FLOAT32);
            assertThat(query.getShape()).isEqualTo(new Shape(64, 64));
            float[] values = query.toFloatArray();
            // The expected values come from safetensors.numpy.load_file: [0, 0], [0, 1], [63, 63].
            assertThat(values[0]).isEqualTo(-0.19574738f);
            assertThat(values[1]).isEqualTo(0.27899858f);
            assertThat(values[64 * 64 - 1]).isEqualTo(0.024948493f);
        }
    }

    @Test
    void bf16IsReadExactly() {
        try (NDManager manager = NDManager.newBaseManager();
                WeightSource full = WeightSource.open(LLAMA);
                WeightSource rounded = WeightSource.open(FIXTURES.resolve("llama_bf16"))) {
            for (String name : full.names()) {
                float[] expected = full.read(manager, name, DataType.FLOAT32).toFloatArray();
                assertThat(rounded.info(name).storedType()).isEqualTo("BF16");
                float[] values = rounded.read(manager, name, DataType.FLOAT32).toFloatArray();
                ByteBuffer bits = rounded.read(manager, name, DataType.BFLOAT16)
                        .toByteBuffer()
                        .order(ByteOrder.nativeOrder());
                for (int i = 0; i < values.length; i++) {
                    // torch rounded the weights of the fixture.
                    assertThat(bits.getShort(2 * i)).isEqualTo(FloatFormat.floatToBfloat16(expected[i]));
                    assertThat(Float.floatToRawIntBits(values[i])).isEqualTo(bits.getShort(2 * i) << 16);
                }
            }
        }
    }

    @Test
    void shardsAreReadAsOneSource() {
        try (NDManager manager = NDManager.newBaseManager();
                WeightSource weights = WeightSource.open(FIXTURES.resolve("llama_untied"))) {
            assertThat(weights.names()).hasSize(21).contains("lm_head.weight", "model.embed_tokens.weight");
            for (String name : weights.names()) {
                NDArray tensor = weights.read(manager, name, DataType.FLOAT16);
                assertThat(tensor.getShape()).isEqualTo(weights.info(name).shape());
                assertThat(tensor.getDataType()).isEqualTo(DataType.FLOAT16);
            }
        }
    }

    @Test
    void oldGpt2NamesAreMappedToCurrentOnes() throws IOException {
        byte[] old = file("{\"wte.weight\":" + F32_PAIR + "}", 8);
        Files.write(folder.resolve("model.safetensors"), old);
        try (WeightSource weights = WeightSource.open(folder)) {
            assertThat(weights.names()).containsExactly("transformer.wte.weight");
            assertThat(weights.info("transformer.wte.weight").shape()).isEqualTo(new Shape(2));
        }
    }

    private static final String F32_PAIR = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    private static byte[] file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 7 | the tensors end at byte",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 9 | the tensors end at byte",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,12]}} | 12 | a.data_offsets spans 12 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}} | 12 | tensor a begins at 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | 8 | a.data_offsets is not",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}} | 8 | a.data_offsets is not",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | 8 | a.shape contains an invalid size",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}} | 8 | a.shape is too large",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}} | 8 | a.shape is not a list",
                "{\"a\":{\"dtype\":\"Q9\",\"shape\":[2],\"data_offsets\":[0,8]}} | 8 | a.dtype is Q9",
                "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}} | 8 | a.dtype is missing",
                "{\"a\":3} | 0 | a is not an object",
                "[1] | 0 | not a JSON object",
                "{\"a\": | 0 | not JSON",
            })
    void aDamagedHeaderIsNamed(String header, int dataBytes, String problem) throws IOException {
        Path path = Files.write(folder.resolve("model.safetensors"), file(header, dataBytes));
        assertThatThrownBy(() -> WeightSource.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(path + ": " + problem)
                .hasMessageNotContaining("\n");
    }

    @Test
    void scalarsAndEmptyTensorsAreRead() throws IOException {
        String scalar = "{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}";
        String empty = "{\"dtype\":\"F16\",\"shape\":[0,3],\"data_offsets\":[4,4]}";
        Files.write(folder.resolve("model.safetensors"), file("{\"a\":" + scalar + ",\"b\":" + empty + "}", 4));
        try (NDManager manager = NDManager.newBaseManager();
                WeightSource weights = WeightSource.open(folder)) {
            NDArray read = weights.read(manager, "a", DataType.FLOAT32);
            assertThat(read.getShape()).isEqualTo(new Shape());
            assertThat(read.toFloatArray()).containsExactly(0);
            assertThat(weights.read(manager, "b", DataType.FLOAT32).getShape()).isEqualTo(new Shape(0, 3));
        }
    }

    @Test
    void anOverflowingShapeIsAnError() throws IOException {
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,4611686018427387904,8],\"data_offsets\":[0,0]}}";
        Files.write(folder.resolve("model.safetensors"), file(header, 0));
        assertThatThrownBy(() -> WeightSource.open(folder)).isInstanceOf(CheckpointException.class);
    }

    @Test
    void overlappingTensorsAreRejected() throws IOException {
        Files.write(folder.resolve("model.safetensors"), file("{\"a\":" + F32_PAIR + ",\"b\":" + F32_PAIR + "}", 8));
        assertThatThrownBy(() -> WeightSource.open(folder)).hasMessageContaining("tensor b begins at 0");
    }

    @Test
    void anInvalidHeaderLengthAllocatesNoMemory() throws IOException {
        for (long length : new long[] {Long.MAX_VALUE, -1, 1L << 40, 0, 100_000_001}) {
            byte[] bytes = file("{}", 0);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
            Files.write(folder.resolve("model.safetensors"), bytes);
            assertThatThrownBy(() -> WeightSource.open(folder))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("header");
        }
    }

    @Test
    void everyTruncationIsAnError() throws IOException {
        byte[] whole = Files.readAllBytes(LLAMA.resolve("model.safetensors"));
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            int length = i < 10 ? i : random.nextInt(whole.length);
            Files.write(folder.resolve("model.safetensors"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> WeightSource.open(folder)).isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void aDamagedHeaderIsAnErrorOrHarmless() throws IOException {
        byte[] whole = Files.readAllBytes(LLAMA.resolve("model.safetensors"));
        int header = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong() + 8;
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(header)] = (byte) random.nextInt(256);
            Files.write(folder.resolve("model.safetensors"), damaged);
            try (NDManager manager = NDManager.newBaseManager();
                    WeightSource weights = WeightSource.open(folder)) {
                weights.names().forEach(name -> weights.read(manager, name, DataType.FLOAT32));
            } catch (CheckpointException expected) {
                assertThat(expected).hasMessageContaining(folder.toString());
            }
        }
    }

    @Test
    void aFileThatShrinksWhileItIsOpenIsAnError() throws IOException {
        Path copy = Files.copy(LLAMA.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        try (NDManager manager = NDManager.newBaseManager();
                WeightSource weights = WeightSource.open(folder)) {
            Files.write(copy, new byte[10]);
            assertThatThrownBy(() -> weights.read(manager, QUERY, DataType.FLOAT32))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("cannot be read at byte");
        }
    }

    @Test
    void aMissingTensorIsNamed() {
        try (NDManager manager = NDManager.newBaseManager();
                WeightSource weights = WeightSource.open(LLAMA)) {
            assertThatThrownBy(() -> weights.read(manager, "lm_head.weight", DataType.FLOAT32))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("there is no tensor lm_head.weight");
        }
    }

    @Test
    void picklesAreRejectedWithAReason() throws IOException {
        Files.write(folder.resolve("pytorch_model.bin"), new byte[3]);
        assertThatThrownBy(() -> WeightSource.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("pickle")
                .hasMessageContaining("safetensors");
    }

    @Test
    void anEmptyFolderIsRejected() {
        assertThatThrownBy(() -> WeightSource.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no weights");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"weight_map\": {\"a\": \"../../model.safetensors\"}} | not the name of a safetensors file",
                "{\"weight_map\": {\"a\": \"gone.safetensors\"}} | gone.safetensors: there is no such file",
                "{\"weight_map\": {\"b\": \"model-1.safetensors\"}} | weight_map.b is not in model-1.safetensors"
            })
    void anInvalidIndexIsNamed(String index, String problem) throws IOException {
        Files.write(folder.resolve("model-1.safetensors"), file("{\"a\":" + F32_PAIR + "}", 8));
        Files.writeString(folder.resolve("model.safetensors.index.json"), index);
        assertThatThrownBy(() -> WeightSource.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(problem);
    }
}

package dev.preceptor.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.languagemodel.network.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HalfTest {

    private static final String TENSOR = "model.layers.1.mlp.down_proj.weight";
    private static final int COLUMNS = 96;

    @TempDir
    Path folder;

    @Test
    void aMatrixThatFloat16CannotHoldStaysAsItIs() throws IOException {
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(Golden.folder("llama").resolve(name), folder.resolve(name));
        }
        Path file = folder.resolve("model.safetensors");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int headerBytes = Math.toIntExact(bytes.getLong(0));
        JsonNode header = new ObjectMapper().readTree(bytes.array(), 8, headerBytes);
        int begin =
                8 + headerBytes + header.get(TENSOR).get("data_offsets").get(0).intValue();
        // Float16 ends at 65,504: rounded to it, the first two rows would be of one size, and the norm after them would
        // show it.
        bytes.putFloat(begin, 1e5f);
        bytes.putFloat(begin + COLUMNS * Float.BYTES, 1e6f);
        Files.write(file, bytes.array());

        float[] exact = logits(ComputeType.FLOAT32);
        assertThat(logits(ComputeType.HALF)).containsExactly(exact, Offset.offset(0.01f));
    }

    private float[] logits(ComputeType type) {
        try (LanguageModel model =
                LanguageModel.load(folder, LoadOptions.defaults().withComputeType(type))) {
            return model.logits(new int[] {5, 9, 200})[2];
        }
    }
}

package dev.preceptor.languagemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.languagemodel.network.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A copy of the llama fixture that a test may change. */
record LlamaCopy(Path folder) {

    static LlamaCopy in(Path folder) throws IOException {
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(Golden.folder("llama").resolve(name), folder.resolve(name));
        }
        return new LlamaCopy(folder);
    }

    Path weights() {
        return folder.resolve("model.safetensors");
    }

    /** Sets one element of a tensor, counted row by row. */
    void set(String tensor, int element, float value) throws IOException {
        byte[] bytes = Files.readAllBytes(weights());
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int headerBytes = Math.toIntExact(buffer.getLong(0));
        JsonNode header = new ObjectMapper().readTree(bytes, 8, headerBytes);
        int begin = header.get(tensor).get("data_offsets").get(0).intValue();
        buffer.putFloat(8 + headerBytes + begin + element * Float.BYTES, value);
        Files.write(weights(), bytes);
    }
}

package dev.preceptor.student.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.TrainingSpecificationBuilder;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlankAdapterTest {

    /** Written by PEFT. */
    private static final Path REFERENCE = RolloutFixture.MODEL.resolve("adapter");

    @TempDir
    Path folder;

    @Test
    void itHasTheNamesAndShapesOfAnAdapterByPeft() throws IOException {
        BlankAdapter.write(
                folder,
                ModelConfiguration.read(RolloutFixture.MODEL),
                TrainingSpecificationBuilder.builder()
                        .adaptation("lora")
                        .loraRank(4)
                        .loraAlpha(8.0)
                        .build(),
                "llama");

        Map<String, JsonNode> reference = tensors(REFERENCE);
        reference.keySet().removeIf(name -> !name.contains(".layers.0."));
        Map<String, JsonNode> written = tensors(folder);
        assertThat(written.keySet()).isEqualTo(reference.keySet());
        reference.forEach((name, tensor) ->
                assertThat(written.get(name).path("shape")).as(name).isEqualTo(tensor.path("shape")));
        assertThat(targets(folder)).containsExactlyInAnyOrderElementsOf(targets(REFERENCE));
        for (String field : List.of("peft_type", "task_type", "r", "bias", "base_model_name_or_path")) {
            assertThat(configuration(folder).path(field).asText())
                    .as(field)
                    .isEqualTo(configuration(REFERENCE).path(field).asText());
        }
        assertThat(configuration(folder).path("lora_alpha").asDouble())
                .isEqualTo(configuration(REFERENCE).path("lora_alpha").asDouble());
    }

    @Test
    void theFileIsAsLongAsItsHeaderSays() throws IOException {
        BlankAdapter.write(folder, ModelConfiguration.read(RolloutFixture.MODEL), RolloutFixture.lora(16), "llama");

        long end = tensors(folder).values().stream()
                .mapToLong(tensor -> tensor.path("data_offsets").path(1).asLong())
                .max()
                .orElseThrow();
        Path file = folder.resolve("adapter_model.safetensors");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.capacity()).isEqualTo(Long.BYTES + bytes.getLong(0) + end);
    }

    private static List<String> targets(Path adapter) throws IOException {
        return StreamSupport.stream(
                        configuration(adapter).path("target_modules").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode configuration(Path adapter) throws IOException {
        return Json.mapper().readTree(adapter.resolve("adapter_config.json").toFile());
    }

    private static Map<String, JsonNode> tensors(Path adapter) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(adapter.resolve("adapter_model.safetensors")))
                .order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[(int) bytes.getLong()];
        bytes.get(header);
        Map<String, JsonNode> tensors = new TreeMap<>();
        Json.mapper()
                .readTree(new String(header, StandardCharsets.UTF_8))
                .properties()
                .forEach(entry -> tensors.put(entry.getKey(), entry.getValue()));
        tensors.remove("__metadata__");
        return tensors;
    }
}

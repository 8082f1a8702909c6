package dev.preceptor.student.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.network.AdaptedLayer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes an adapter of zeros in PEFT's layout, without loading a model. It has the rank, the scale and the targets of a training, and
 * tensors for the first layer of the model only: a server checks the names of the targets and the rank, and takes absent layers as
 * unchanged.
 */
final class BlankAdapter {

    private static final int BLOCK = 1 << 16;

    /** Finds the configuration of a model. */
    interface Configurations {

        /** @throws RuntimeException if there is no such model, or its configuration cannot be read; with a message for a person */
        ModelConfiguration of(String model);
    }

    private BlankAdapter() {}

    /**
     * @param folder an empty folder
     * @param baseModel for {@code base_model_name_or_path}
     * @throws RolloutException if a target matches no layer of the model
     */
    static void write(Path folder, ModelConfiguration model, TrainingSpecification training, String baseModel) {
        List<AdaptedLayer> layers = layers(model, training);
        ObjectNode configuration = Json.mapper()
                .createObjectNode()
                .put("peft_type", "LORA")
                .put("task_type", "CAUSAL_LM")
                .put("base_model_name_or_path", baseModel)
                .put("r", training.loraRank())
                .put("lora_alpha", training.loraAlpha())
                .put("lora_dropout", 0)
                .put("bias", "none")
                .put("inference_mode", true);
        configuration.putNull("modules_to_save");
        layers.stream().map(AdaptedLayer::target).distinct().forEach(configuration.putArray("target_modules")::add);
        try {
            Files.writeString(folder.resolve("adapter_config.json"), configuration.toPrettyString());
            try (OutputStream out = Files.newOutputStream(folder.resolve("adapter_model.safetensors"))) {
                writeZeros(out, layers, training.loraRank());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<AdaptedLayer> layers(ModelConfiguration model, TrainingSpecification training) {
        try {
            return AdaptedLayer.ofFirstLayer(
                    model,
                    new AdaptationMethod.LowRank(
                            training.loraRank(), training.loraAlpha(), false, training.loraTargets(), training.seed()));
        } catch (CheckpointException e) {
            throw new RolloutException("training.loraTargets: " + e.getMessage());
        }
    }

    /** The format of safetensors: the length of the header, the header as JSON, the tensors. */
    private static void writeZeros(OutputStream out, List<AdaptedLayer> layers, int rank) throws IOException {
        ObjectNode header = Json.mapper().createObjectNode();
        long end = 0;
        for (AdaptedLayer layer : layers) {
            end = tensor(header, "base_model.model." + layer.name() + ".lora_A.weight", rank, layer.inputs(), end);
            end = tensor(header, "base_model.model." + layer.name() + ".lora_B.weight", layer.outputs(), rank, end);
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array());
        out.write(json);
        byte[] zeros = new byte[BLOCK];
        for (long left = end; left > 0; left -= BLOCK) {
            out.write(zeros, 0, (int) Math.min(BLOCK, left));
        }
    }

    private static long tensor(ObjectNode header, String name, long rows, long columns, long start) {
        long end = start + rows * columns * Float.BYTES;
        ObjectNode tensor = header.putObject(name).put("dtype", "F32");
        tensor.putArray("shape").add(rows).add(columns);
        tensor.putArray("data_offsets").add(start).add(end);
        return end;
    }
}

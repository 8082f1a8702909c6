package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads and writes LoRA adapters in PEFT's layout: adapter_config.json and adapter_model.safetensors.
 *
 * <p>An adapted layer goes by its Hugging Face name without {@code .weight}: {@code model.layers.0.self_attn.q_proj}.
 */
public final class AdapterFolder {

    private static final String CONFIGURATION = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";

    private AdapterFolder() {}

    /** Whether the folder holds an adapter. */
    public static boolean isAdapter(Path folder) {
        return Files.exists(folder.resolve(CONFIGURATION));
    }

    /** @throws CheckpointException naming the setting that is missing, or of a kind of adapter that is not supported */
    public static AdapterConfiguration configuration(Path folder) {
        JsonFields fields = JsonFields.read(folder.resolve(CONFIGURATION));
        if (!fields.text("peft_type").equals("LORA")) {
            throw fields.wrong("peft_type", "is " + fields.text("peft_type") + "; only LORA is supported");
        }
        if (fields.has("bias") && !fields.text("bias").equals("none")) {
            throw fields.wrong("bias", "is " + fields.text("bias") + "; only none is supported");
        }
        for (String field : List.of("use_dora", "lora_bias", "use_qalora", "use_bdlora")) {
            if (fields.flag(field, false)) {
                throw fields.wrong(field, "is true, which is not supported");
            }
        }
        for (String field : List.of("modules_to_save", "layer_replication")) {
            if (fields.has(field) && !fields.node().get(field).isEmpty()) {
                throw fields.wrong(field, "is set, which is not supported");
            }
        }
        List<String> modules = new ArrayList<>();
        JsonNode targets = fields.node().path("target_modules");
        if (targets.isTextual()) {
            modules.add(targets.asText());
        }
        targets.forEach(target -> modules.add(target.asText()));
        return new AdapterConfiguration(
                fields.has("base_model_name_or_path") ? fields.text("base_model_name_or_path") : "",
                fields.positive("r"),
                fields.number("lora_alpha"),
                fields.flag("use_rslora", false),
                modules,
                fields.number("lora_dropout", 0),
                patterns(fields.object("rank_pattern")),
                patterns(fields.object("alpha_pattern")));
    }

    private static LayerPatterns patterns(JsonFields fields) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : fields.node().properties()) {
            String pattern = field.getKey();
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                throw fields.wrong(pattern, "is no regular expression: " + e.getDescription());
            }
            if (!(fields.number(pattern) > 0)) {
                throw fields.wrong(pattern, "is not above 0: " + field.getValue());
            }
            numbers.put(pattern, fields.number(pattern));
        }
        return new LayerPatterns(numbers);
    }

    /**
     * Reads an adapter's updates by the name of the layer; the arrays belong to the manager.
     *
     * @param type FLOAT32, FLOAT16 or BFLOAT16, as in {@link WeightSource#read}
     * @throws CheckpointException naming the tensor that is damaged, unexpected, or lacks its partner
     */
    public static Map<String, LowRankUpdate> read(Path folder, NDManager manager, DataType type) {
        if (!Files.exists(folder.resolve(WEIGHTS)) && Files.exists(folder.resolve("adapter_model.bin"))) {
            throw new CheckpointException(folder + ": the weights are adapter_model.bin, a Python pickle, which may run"
                    + " code when it is read; save the adapter as safetensors");
        }
        AdapterConfiguration configuration = configuration(folder);
        Map<String, LowRankUpdate> updates = new TreeMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
            for (String name : file.names()) {
                if (!name.startsWith(PREFIX) || !(name.endsWith(A) || name.endsWith(B))) {
                    throw new CheckpointException(folder.resolve(WEIGHTS) + ": tensor " + name
                            + " is none of a LoRA adapter's (base_model.model.*.lora_A.weight, lora_B.weight)");
                }
                String layer = name.substring(PREFIX.length(), name.length() - A.length());
                requireRank(folder, file, PREFIX + layer + A, 0, configuration.rank(layer));
                requireRank(folder, file, PREFIX + layer + B, 1, configuration.rank(layer));
                if (name.endsWith(A)) {
                    NDArray a = file.read(manager, name, type);
                    updates.put(layer, new LowRankUpdate(a, file.read(manager, PREFIX + layer + B, type)));
                }
            }
        }
        return updates;
    }

    private static void requireRank(Path folder, SafetensorsFile file, String name, int dimension, int rank) {
        Shape shape = file.info(name).shape();
        if (shape.dimension() != 2 || shape.get(dimension) != rank) {
            throw new CheckpointException(folder.resolve(WEIGHTS) + ": tensor " + name + " has shape " + shape
                    + ", which is not of rank " + rank);
        }
    }

    /**
     * Writes an adapter, whole or not at all.
     *
     * @param target a folder that does not exist yet, or is empty
     * @param updates FLOAT32 or FLOAT16 arrays by the name of the layer; they stay the caller's
     * @param storedType the type in the file
     * @param tokenizerFiles contents by file name, for those who load adapter and tokenizer from one folder; may be empty
     * @throws CheckpointException if the target is taken or cannot be written; nothing is left behind then
     */
    public static SavedCheckpoint write(
            Path target,
            AdapterConfiguration configuration,
            Map<String, LowRankUpdate> updates,
            DataType storedType,
            Map<String, byte[]> tokenizerFiles) {
        Map<String, NDArray> tensors = new TreeMap<>();
        updates.forEach((layer, update) -> {
            tensors.put(PREFIX + layer + A, update.a());
            tensors.put(PREFIX + layer + B, update.b());
        });
        return WholeFolder.create(target, folder -> {
            HuggingFaceFolder.json(folder.resolve(CONFIGURATION), json(configuration));
            for (Map.Entry<String, byte[]> file : tokenizerFiles.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            Path weights = folder.resolve(WEIGHTS);
            return new SavedCheckpoint(
                    target,
                    List.of(SafetensorsWriter.write(weights, PendingTensor.allOf(tensors), Precision.of(storedType))));
        });
    }

    private static ObjectNode json(AdapterConfiguration configuration) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("peft_type", "LORA");
        json.put("task_type", "CAUSAL_LM");
        json.put("base_model_name_or_path", configuration.baseModel());
        json.put("r", configuration.rank());
        json.put("lora_alpha", configuration.alpha());
        json.put("use_rslora", configuration.rankStabilised());
        json.put("lora_dropout", configuration.dropout());
        ObjectNode ranks = json.putObject("rank_pattern");
        configuration.ranks().numbers().forEach((pattern, rank) -> ranks.put(pattern, rank.intValue()));
        configuration.alphas().numbers().forEach(json.putObject("alpha_pattern")::put);
        configuration.targetModules().forEach(json.putArray("target_modules")::add);
        json.putNull("modules_to_save");
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("use_dora", false);
        json.put("init_lora_weights", true);
        json.put("inference_mode", true);
        return json;
    }
}

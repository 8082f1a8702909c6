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
 * <p>A layer is identified by its Hugging Face name without {@code .weight}, such as {@code model.layers.0.self_attn.q_proj}.
 */
public final class AdapterFolder {

    private static final String CONFIGURATION = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";

    private AdapterFolder() {}

    /** Returns whether the folder contains an adapter. */
    public static boolean isAdapter(Path folder) {
        return Files.exists(folder.resolve(CONFIGURATION));
    }

    /**
     * Reads the configuration of an adapter.
     *
     * @throws CheckpointException if a setting is missing or not supported; the message names the setting
     */
    public static AdapterConfiguration configuration(Path folder) {
        JsonFields fields = JsonFields.read(folder.resolve(CONFIGURATION));
        if (!fields.text("peft_type").equals("LORA")) {
            throw fields.invalid("peft_type", "is " + fields.text("peft_type") + "; only LORA is supported");
        }
        if (fields.has("bias") && !fields.text("bias").equals("none")) {
            throw fields.invalid("bias", "is " + fields.text("bias") + "; only none is supported");
        }
        for (String field : List.of("use_dora", "lora_bias", "use_qalora", "use_bdlora")) {
            if (fields.flag(field, false)) {
                throw fields.invalid(field, "is true, which is not supported");
            }
        }
        for (String field : List.of("modules_to_save", "layer_replication")) {
            if (fields.has(field) && !fields.node().get(field).isEmpty()) {
                throw fields.invalid(field, "is set, which is not supported");
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
                throw fields.invalid(pattern, "is not a regular expression: " + e.getDescription());
            }
            if (!(fields.number(pattern) > 0)) {
                throw fields.invalid(pattern, "must be above 0, not " + field.getValue());
            }
            numbers.put(pattern, fields.number(pattern));
        }
        return new LayerPatterns(numbers);
    }

    /**
     * Reads the updates of an adapter, by the name of the layer.
     *
     * @param manager owns the arrays
     * @param type FLOAT32, FLOAT16 or BFLOAT16, as in {@link WeightSource#read}
     * @throws CheckpointException if a tensor is damaged or unexpected, or A has no B; the message names the tensor
     */
    public static Map<String, LowRankUpdate> read(Path folder, NDManager manager, DataType type) {
        if (!Files.exists(folder.resolve(WEIGHTS)) && Files.exists(folder.resolve("adapter_model.bin"))) {
            throw new CheckpointException(folder + ": the weights are a Python pickle, adapter_model.bin, which can run"
                    + " code when it is read; save the adapter as safetensors");
        }
        AdapterConfiguration configuration = configuration(folder);
        Map<String, LowRankUpdate> updates = new TreeMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
            for (String name : file.names()) {
                if (!name.startsWith(PREFIX) || !(name.endsWith(A) || name.endsWith(B))) {
                    throw new CheckpointException(folder.resolve(WEIGHTS) + ": tensor " + name
                            + " is not a LoRA tensor (base_model.model.*.lora_A.weight or lora_B.weight)");
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
            throw new CheckpointException(
                    folder.resolve(WEIGHTS) + ": tensor " + name + " has shape " + shape + ", expected rank " + rank);
        }
    }

    /**
     * Writes an adapter, without a tokenizer: servers that find one beside an adapter use it in place of the base's, or warn of it.
     * The folder appears atomically.
     *
     * @param target a folder that does not exist or is empty
     * @param updates FLOAT32 or FLOAT16 arrays by the name of the layer; the caller keeps their ownership
     * @param storedType the type of the tensors in the file
     * @throws CheckpointException if the target is not empty or cannot be written; nothing is left behind
     */
    public static SavedCheckpoint write(
            Path target, AdapterConfiguration configuration, Map<String, LowRankUpdate> updates, DataType storedType) {
        Map<String, NDArray> tensors = new TreeMap<>();
        updates.forEach((layer, update) -> {
            tensors.put(PREFIX + layer + A, update.a());
            tensors.put(PREFIX + layer + B, update.b());
        });
        return AtomicFolder.create(target, folder -> {
            HuggingFaceFolder.writeJson(folder.resolve(CONFIGURATION), json(configuration));
            Path weights = folder.resolve(WEIGHTS);
            return new SavedCheckpoint(
                    target,
                    List.of(SafetensorsWriter.write(weights, LazyTensor.allOf(tensors), FloatFormat.of(storedType))));
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

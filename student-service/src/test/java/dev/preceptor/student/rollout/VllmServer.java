package dev.preceptor.student.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Speaks vLLM's forms for LoRA adapters: the paths, checks, statuses and messages of {@code vllm/entrypoints/openai/models/serving.py} and
 * {@code vllm/lora}, version 0.32, as a server of that version sent them. It writes {@code <path>} in place of paths.
 */
final class VllmServer extends TestServer {

    private static final Set<String> MODULES =
            Set.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    private final Map<String, String> adapters = new ConcurrentHashMap<>();
    private final String base;
    private final String root;
    private final int maxRank;
    private final boolean runtimeUpdating;

    private VllmServer(String base, String root, int maxRank, boolean runtimeUpdating) {
        this.base = base;
        this.root = root;
        this.maxRank = maxRank;
        this.runtimeUpdating = runtimeUpdating;
    }

    /** A server of the base model {@code base}, with {@code --max-lora-rank 16} and runtime updating. */
    static VllmServer ofBase() {
        return new VllmServer("base", "/models/base", 16, true);
    }

    static VllmServer ofBase(String name, String root) {
        return new VllmServer(name, root, 16, true);
    }

    static VllmServer withoutRuntimeUpdating() {
        return new VllmServer("base", "/models/base", 16, false);
    }

    /** Folders by the names of the adapters. */
    Map<String, String> adapters() {
        return new TreeMap<>(adapters);
    }

    /** Loads an adapter as a person does. */
    void load(String name, String path) {
        adapters.put(name, path);
    }

    @Override
    void forget() {
        adapters.clear();
    }

    @Override
    Reply reply(String path, JsonNode body) {
        return switch (path) {
            case "/v1/models" -> new Reply(200, models());
            case "/v1/load_lora_adapter" -> runtimeUpdating ? load(body) : noSuchPath();
            case "/v1/unload_lora_adapter" -> runtimeUpdating ? unload(body) : noSuchPath();
            case "/v1/chat/completions" -> complete(body);
            default -> noSuchPath();
        };
    }

    private String models() {
        ObjectNode list = Json.mapper().createObjectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        data.addObject().put("id", base).put("root", root).putNull("parent").put("max_model_len", 2048);
        adapters.forEach((name, folder) ->
                data.addObject().put("id", name).put("root", folder).put("parent", base));
        return list.toString();
    }

    private Reply load(JsonNode body) {
        String name = body.path("lora_name").asText();
        String folder = body.path("lora_path").asText();
        if (adapters.containsKey(name)) {
            return error(
                    400,
                    "InvalidUserInput",
                    "The lora adapter '" + name + "' has already been loaded. If you want to load the adapter in place,"
                            + " set 'load_inplace' to True.");
        }
        Path configuration = Path.of(folder, "adapter_config.json");
        if (!Files.exists(configuration)) {
            return error(404, "NotFoundError", "Loading lora " + name + " failed: No adapter found for <path>");
        }
        try {
            int rank = Json.mapper().readTree(configuration.toFile()).path("r").asInt();
            if (rank > maxRank) {
                return failed("LoRA rank " + rank + " is greater than max_lora_rank " + maxRank + ".");
            }
            List<String> unexpected = new ArrayList<>();
            for (String tensor : tensors(Path.of(folder, "adapter_model.safetensors"))) {
                String layer = tensor.replaceAll("\\.lora_[AB]\\.weight$", "");
                if (!MODULES.contains(layer.substring(layer.lastIndexOf('.') + 1))) {
                    unexpected.add(layer);
                }
            }
            if (!unexpected.isEmpty()) {
                return failed("While loading <path>, expected target modules in " + MODULES + " but received "
                        + unexpected + ". Please verify that the loaded LoRA module is correct");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Atomic, as in vLLM, which holds a lock for each name.
        if (adapters.putIfAbsent(name, folder) != null) {
            return error(400, "InvalidUserInput", "The lora adapter '" + name + "' has already been loaded.");
        }
        return new Reply(200, "Success: LoRA adapter '" + name + "' added successfully.");
    }

    private static Reply failed(String message) {
        return error(
                500,
                "InternalServerError",
                "Call to add_lora method failed: Worker failed with error '" + message
                        + "', please check the stack trace above for the root cause");
    }

    private static List<String> tensors(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[(int) bytes.getLong()];
        bytes.get(header);
        List<String> names = new ArrayList<>();
        Json.mapper()
                .readTree(new String(header, StandardCharsets.UTF_8))
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }

    private Reply unload(JsonNode body) {
        String name = body.path("lora_name").asText();
        return adapters.remove(name) == null
                ? error(404, "NotFoundError", "The lora adapter '" + name + "' cannot be found.")
                : new Reply(200, "Success: LoRA adapter '" + name + "' removed successfully.");
    }

    private Reply complete(JsonNode body) {
        String model = body.path("model").asText();
        if (!model.equals(base) && !adapters.containsKey(model)) {
            return error(
                    404, "NotFoundError", "The model `" + model + "` does not exist. Valid aliases: " + base + ".");
        }
        return new Reply(
                200,
                "{\"choices\": [{\"message\": {\"content\": \"by " + model + "\"}, \"finish_reason\": \"stop\"}]}");
    }
}

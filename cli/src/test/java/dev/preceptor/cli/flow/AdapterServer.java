package dev.preceptor.cli.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Speaks vLLM's forms for LoRA adapters, refuses ranks and checkpoints as it is told, and solves no task. */
final class AdapterServer implements AutoCloseable {

    static final String BASE = "tiny";

    private static final int TOKENS = 20;

    private final Map<String, String> adapters = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int maxRank;
    private volatile boolean outOfMemory;

    /** @param maxRank the greatest rank that it takes */
    AdapterServer(int maxRank) throws IOException {
        this.maxRank = maxRank;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/models", this::models);
        server.createContext("/v1/load_lora_adapter", this::load);
        server.createContext("/v1/unload_lora_adapter", this::unload);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    void setMaxRank(int rank) {
        maxRank = rank;
    }

    /** Whether it refuses trained adapters; the rehearsal's adapter is loaded. */
    void setOutOfMemory(boolean refuses) {
        outOfMemory = refuses;
    }

    private void models(HttpExchange exchange) throws IOException {
        try (exchange) {
            ObjectNode list = Json.mapper().createObjectNode().put("object", "list");
            ArrayNode data = list.putArray("data");
            data.addObject().put("id", BASE).put("root", BASE).putNull("parent");
            adapters.forEach((name, folder) ->
                    data.addObject().put("id", name).put("root", folder).put("parent", BASE));
            ChatProtocol.send(exchange, 200, list.toString());
        }
    }

    private void load(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            String name = request.path("lora_name").asText();
            String folder = request.path("lora_path").asText();
            int rank = Json.mapper()
                    .readTree(Path.of(folder, "adapter_config.json").toFile())
                    .path("r")
                    .asInt();
            if (rank > maxRank) {
                error(exchange, "LoRA rank " + rank + " is greater than max_lora_rank " + maxRank + ".");
            } else if (outOfMemory && !name.startsWith("preceptor-check-")) {
                error(exchange, "No free lora slots.");
            } else {
                adapters.put(name, folder);
                ChatProtocol.send(exchange, 200, "\"Success\"");
            }
        }
    }

    private void unload(HttpExchange exchange) throws IOException {
        try (exchange) {
            adapters.remove(Json.mapper()
                    .readTree(exchange.getRequestBody())
                    .path("lora_name")
                    .asText());
            ChatProtocol.send(exchange, 200, "\"Success\"");
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String model = Json.mapper()
                    .readTree(exchange.getRequestBody())
                    .path("model")
                    .asText();
            ChatProtocol.send(
                    exchange,
                    200,
                    ChatProtocol.completion(model, "```python\ndef f(n):\n    return None\n```", TOKENS, TOKENS));
        }
    }

    /** As vLLM 0.32 answers if its worker fails. */
    private static void error(HttpExchange exchange, String message) throws IOException {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("error")
                .put("message", "Call to add_lora method failed: " + message)
                .put("type", "InternalServerError")
                .putNull("param")
                .put("code", 500);
        ChatProtocol.send(exchange, 500, body.toString());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

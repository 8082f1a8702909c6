package dev.preceptor.cli.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An OpenAI-compatible server of teachers that double a number if the script says so, and otherwise triple it. Each answer has
 * {@value #PROMPT_TOKENS} + {@value #COMPLETION_TOKENS} tokens.
 */
final class LadderServer implements AutoCloseable {

    static final int PROMPT_TOKENS = 100;
    static final int COMPLETION_TOKENS = 20;

    private static final Pattern FUNCTION = Pattern.compile("Write (\\w+)\\(n\\)");

    private final Map<String, Set<String>> mended;
    private final Map<String, List<String>> prompts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> answered = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param mended by model: the functions that it gets right */
    LadderServer(Map<String, Set<String>> mended) throws IOException {
        this.mended = mended;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** The last message of each request for a model, in the order of arrival. */
    List<String> prompts(String model) {
        return List.copyOf(prompts.getOrDefault(model, List.of()));
    }

    /** Each request as model and function, in the order of arrival. */
    List<String> requests() {
        return List.copyOf(answered);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            String model = request.path("model").asText();
            List<String> messages = request.path("messages").findValuesAsText("content");
            String prompt = messages.get(messages.size() - 1);
            Matcher function = FUNCTION.matcher(prompt);
            if (!function.find()) {
                ChatProtocol.send(exchange, 400, "{\"error\": {\"message\": \"names no function\"}}");
                return;
            }
            String name = function.group(1);
            answered.add(model + " " + name);
            prompts.merge(model, List.of(prompt), LadderServer::joined);
            int factor = mended.getOrDefault(model, Set.of()).contains(name) ? 2 : 3;
            String program = "```python\ndef %s(n):\n    return %d * n\n```".formatted(name, factor);
            ChatProtocol.send(exchange, 200, ChatProtocol.completion(model, program, PROMPT_TOKENS, COMPLETION_TOKENS));
        }
    }

    private static List<String> joined(List<String> earlier, List<String> later) {
        return Stream.concat(earlier.stream(), later.stream()).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

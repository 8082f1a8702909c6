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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server of students that solve what the script says, so that the scores of exams are known. A prompt is {@code Write NAME(n): 2 * n.};
 * who does not solve it returns n. What a student solves only if it is shown the feedback on its attempt is scripted as {@code NAME
 * corrected}; if it also needs a system message, as {@code NAME corrected with manual}.
 */
final class ScriptedStudent implements AutoCloseable {

    private static final int TOKENS = 20;

    private final Map<String, Set<String>> solved;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param solved by model: the names of the functions that it solves */
    ScriptedStudent(Map<String, Set<String>> solved) throws IOException {
        this.solved = solved;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            String model = request.path("model").asText();
            List<String> messages = request.path("messages").findValuesAsText("content");
            String prompt = messages.get(messages.size() - 1);
            String function = prompt.replaceFirst("(?s)Write (\\w+)\\(n\\).*", "$1");
            String corrected = prompt.contains("Correct the attempt.") ? " corrected" : "";
            String manual = messages.size() > 1 ? " with manual" : "";
            Set<String> script = solved.getOrDefault(model, Set.of());
            boolean solves = script.contains(function)
                    || script.contains(function + corrected)
                    || script.contains(function + corrected + manual);
            String program = "def %s(n):\n    return %s\n".formatted(function, solves ? "2 * n" : "n");
            ChatProtocol.send(
                    exchange, 200, ChatProtocol.completion(model, "```python\n" + program + "```", TOKENS, TOKENS));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

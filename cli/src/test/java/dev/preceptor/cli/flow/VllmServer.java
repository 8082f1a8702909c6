package dev.preceptor.cli.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.contracts.Json;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of a teacher that reports log-probabilities as vLLM does, of its answers and of prompts: of the own token, which it holds likely, and of
 * the token whose id differs in the last bit. It is paid for each request the moment that it arrives.
 */
final class VllmServer implements AutoCloseable {

    static final float OWN = -0.125f;
    static final float OTHER = -3;
    private static final int PROMPT_TOKENS = 100;
    private static final Pattern FUNCTION = Pattern.compile("Write (\\w+)\\(n\\)");

    private final Map<String, String> expressions;
    private final Set<String> silent;
    private final Tokenizer tokenizer;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, JsonNode> requests = new ConcurrentHashMap<>();
    private final Queue<Payment> payments = new ConcurrentLinkedQueue<>();
    private volatile Runnable onScore = () -> {};

    /**
     * A request that the server was paid for.
     *
     * @param isScore whether it asked for a score; otherwise for an answer
     */
    record Payment(String function, boolean isScore, Instant at) {}

    /**
     * @param expressions by function: what it answers that the function returns
     * @param silent the functions for which it reports no log-probabilities
     * @param model whose tokenizer it has
     */
    VllmServer(Map<String, String> expressions, Set<String> silent, Path model) throws IOException {
        this.expressions = expressions;
        this.silent = silent;
        this.tokenizer = Tokenizer.load(model);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::answer);
        server.createContext("/v1/completions", this::score);
        server.createContext("/tokenize", this::tokenize);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** What happens when a score has been paid for, before it is sent. */
    void onScore(Runnable action) {
        onScore = action;
    }

    List<Payment> payments() {
        return List.copyOf(payments);
    }

    /** The last request for a function. */
    JsonNode request(String function) {
        return requests.get(function);
    }

    /** The tokens of the answer for a function. */
    int[] tokens(String function) {
        return tokenizer.encode(text(function), false);
    }

    private String text(String function) {
        return "Corrected:\n```python\ndef %s(n):\n    return %s\n```\nIt returns the value."
                .formatted(function, expressions.getOrDefault(function, "None"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            List<String> messages = request.path("messages").findValuesAsText("content");
            Matcher name = FUNCTION.matcher(messages.get(messages.size() - 1));
            if (!name.find()) {
                ChatProtocol.send(exchange, 400, "{\"error\": {\"message\": \"names no function\"}}");
                return;
            }
            String function = name.group(1);
            requests.put(function, request);
            payments.add(new Payment(function, false, Instant.now()));
            int[] tokens = tokens(function);
            ObjectNode body = (ObjectNode) Json.mapper()
                    .readTree(ChatProtocol.completion("vllm", text(function), PROMPT_TOKENS, tokens.length));
            if (request.path("logprobs").asBoolean() && !silent.contains(function)) {
                ArrayNode content = ((ObjectNode) body.at("/choices/0"))
                        .putObject("logprobs")
                        .putArray("content");
                for (int token : tokens) {
                    ArrayNode likeliest = entry(content.addObject(), token, OWN).putArray("top_logprobs");
                    entry(likeliest.addObject(), token, OWN);
                    entry(likeliest.addObject(), token ^ 1, OTHER);
                }
            }
            ChatProtocol.send(exchange, 200, body.toString());
        }
    }

    /** A chat template of its own: the texts of the messages. */
    private void tokenize(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            String text = request.has("messages")
                    ? String.join("\n", request.path("messages").findValuesAsText("content"))
                    : request.path("prompt").asText();
            ObjectNode body = Json.mapper().createObjectNode();
            body.set("tokens", Json.mapper().valueToTree(tokenizer.encode(text, false)));
            ChatProtocol.send(exchange, 200, body.toString());
        }
    }

    private void score(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            int[] prompt = Json.mapper().convertValue(request.path("prompt"), int[].class);
            Matcher name = FUNCTION.matcher(tokenizer.decode(prompt));
            if (!name.find()) {
                ChatProtocol.send(exchange, 400, "{\"error\": {\"message\": \"names no function\"}}");
                return;
            }
            payments.add(new Payment(name.group(1), true, Instant.now()));
            onScore.run();
            ObjectNode body = Json.mapper().createObjectNode().put("model", "vllm");
            ArrayNode entries = body.putArray("choices")
                    .addObject()
                    .put("text", "a")
                    .put("finish_reason", "length")
                    .putArray("prompt_logprobs")
                    .addNull();
            for (int i = 1; i < prompt.length; i++) {
                ObjectNode entry = entries.addObject();
                entry.putObject(Integer.toString(prompt[i])).put("logprob", OWN);
                entry.putObject(Integer.toString(prompt[i] ^ 1)).put("logprob", OTHER);
            }
            body.putObject("usage").put("prompt_tokens", prompt.length).put("completion_tokens", 1);
            ChatProtocol.send(exchange, 200, body.toString());
        }
    }

    private static ObjectNode entry(ObjectNode entry, int token, double logprob) {
        return entry.put("token", "token_id:" + token).put("logprob", logprob);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        tokenizer.close();
    }
}

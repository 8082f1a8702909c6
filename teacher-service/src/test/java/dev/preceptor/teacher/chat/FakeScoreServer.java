package dev.preceptor.teacher.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server in vLLM's form whose tokens are characters. {@code /tokenize} makes a chat into the tokens of its last message. At each token of a
 * prompt it reports the own token, with the probability 1/2, and the tokens 900 and 901 with 1/4 and 1/8.
 */
final class FakeScoreServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JsonNode> rendered = new ArrayList<>();
    private final List<JsonNode> scored = new ArrayList<>();
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private int context = 4096;
    private int tokenizeStatus = 200;

    /** Another answer to a request for a score: a status and a body. */
    record Answer(int status, String body) {}

    FakeScoreServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/tokenize", this::tokenize);
        server.createContext("/v1/completions", this::score);
        server.start();
    }

    static int[] tokens(String text) {
        return text.chars().toArray();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** What comes next in place of a score. */
    FakeScoreServer then(int status, String body) {
        script.add(new Answer(status, body));
        return this;
    }

    FakeScoreServer withContext(int tokens) {
        context = tokens;
        return this;
    }

    FakeScoreServer withoutTokenizer() {
        tokenizeStatus = 404;
        return this;
    }

    /** The requests for scores. */
    synchronized List<JsonNode> scored() {
        return List.copyOf(scored);
    }

    /** The chats that were made into tokens. */
    synchronized List<JsonNode> rendered() {
        return List.copyOf(rendered);
    }

    /** The response for a prompt of these tokens, with these entries. */
    static String response(int tokens, String entries) {
        return """
        {"model": "m", "choices": [{"text": "a", "finish_reason": "length", "prompt_logprobs": %s}],
         "usage": {"prompt_tokens": %d, "completion_tokens": 1}}"""
                .formatted(entries, tokens);
    }

    /** The entry of a token. */
    static String entry(int token, String logprob) {
        return """
        {"%d": {"logprob": %s, "rank": 1, "decoded_token": "a"}, "900": {"logprob": -1.3862944, "rank": 2},
         "901": {"logprob": -2.0794415, "rank": 3}}"""
                .formatted(token, logprob);
    }

    private void tokenize(HttpExchange exchange) throws IOException {
        JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
        JsonNode messages = request.path("messages");
        if (messages.isArray()) {
            synchronized (this) {
                rendered.add(messages);
            }
        }
        String text = messages.isArray()
                ? messages.get(messages.size() - 1).path("content").asText()
                : request.path("prompt").asText();
        ObjectNode body = Json.mapper().createObjectNode().put("max_model_len", context);
        body.set("tokens", Json.mapper().valueToTree(tokens(text)));
        send(exchange, tokenizeStatus, body.toString());
    }

    private void score(HttpExchange exchange) throws IOException {
        JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
        synchronized (this) {
            scored.add(request);
        }
        Answer answer = script.poll();
        if (answer != null) {
            send(exchange, answer.status(), answer.body());
            return;
        }
        List<String> entries = new ArrayList<>(List.of("null"));
        JsonNode prompt = request.path("prompt");
        for (int i = 1; i < prompt.size(); i++) {
            entries.add(entry(prompt.get(i).asInt(), "-0.6931472"));
        }
        send(exchange, 200, response(prompt.size(), "[" + String.join(", ", entries) + "]"));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

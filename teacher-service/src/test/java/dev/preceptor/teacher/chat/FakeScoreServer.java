package dev.preceptor.teacher.chat;

import com.fasterxml.jackson.databind.JsonNode;
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
 * A server in the forms of vLLM and SGLang whose tokens are characters. {@code /tokenize} makes a chat into the tokens of its last message. At each token of a
 * prompt it reports the own token, with the probability 1/2, and the tokens 900 and 901 with 1/4 and 1/8.
 */
final class FakeScoreServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JsonNode> rendered = new ArrayList<>();
    private final List<JsonNode> scored = new ArrayList<>();
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private String context = "4096";
    private int tokenizeStatus = 200;
    private boolean takesMessages = true;

    /** Another answer to a request for a score: a status and a body. */
    record Answer(int status, String body) {}

    FakeScoreServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/tokenize", this::tokenize);
        server.createContext("/v1/completions", this::score);
        server.createContext("/generate", this::generate);
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

    /** The {@code max_model_len} that it tells. */
    FakeScoreServer withContext(String tokens) {
        context = tokens;
        return this;
    }

    FakeScoreServer withoutMessages() {
        takesMessages = false;
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
        if (messages.isArray() && !takesMessages) {
            send(exchange, 422, "{\"detail\": [{\"loc\": [\"body\", \"prompt\"], \"msg\": \"Field required\"}]}");
            return;
        }
        if (messages.isArray()) {
            synchronized (this) {
                rendered.add(messages);
            }
        }
        String text = messages.isArray()
                ? messages.get(messages.size() - 1).path("content").asText()
                : request.path("prompt").asText();
        String tokens = Json.mapper().writeValueAsString(tokens(text));
        send(exchange, tokenizeStatus, "{\"max_model_len\": %s, \"tokens\": %s}".formatted(context, tokens));
    }

    /** Notes a request for scores, and answers it if the script has an answer left. */
    private boolean sendsScripted(HttpExchange exchange, JsonNode request) throws IOException {
        synchronized (this) {
            scored.add(request);
        }
        Answer answer = script.poll();
        if (answer != null) {
            send(exchange, answer.status(), answer.body());
        }
        return answer != null;
    }

    private void score(HttpExchange exchange) throws IOException {
        JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
        if (sendsScripted(exchange, request)) {
            return;
        }
        List<String> entries = new ArrayList<>(List.of("null"));
        JsonNode prompt = request.path("prompt");
        for (int i = 1; i < prompt.size(); i++) {
            entries.add(entry(prompt.get(i).asInt(), "-0.6931472"));
        }
        send(exchange, 200, response(prompt.size(), "[" + String.join(", ", entries) + "]"));
    }

    /** As SGLang: only from {@code logprob_start_len} on, and nothing at the first of these tokens. */
    private void generate(HttpExchange exchange) throws IOException {
        JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
        if (sendsScripted(exchange, request)) {
            return;
        }
        JsonNode prompt = request.path("input_ids");
        List<String> own = new ArrayList<>();
        List<String> likeliest = new ArrayList<>();
        for (int i = request.path("logprob_start_len").asInt(); i < prompt.size(); i++) {
            boolean first = own.isEmpty();
            own.add("[%s, %d, null]"
                    .formatted(first ? "null" : "-0.6931472", prompt.get(i).asInt()));
            likeliest.add(first ? "null" : top(prompt.get(i).asInt()));
        }
        String tops = request.path("top_logprobs_num").asInt() == 0 ? "" : "[" + String.join(", ", likeliest) + "]";
        send(exchange, 200, generated(prompt.size(), "[" + String.join(", ", own) + "]", tops));
    }

    /** The likeliest tokens in SGLang's form. */
    static String top(int token) {
        return "[[-0.6931472, %d, null], [-1.3862944, 900, null], [-2.0794415, 901, null]]".formatted(token);
    }

    /** SGLang's response to a prompt of these tokens; no likeliest tokens if they are empty. */
    static String generated(int tokens, String own, String likeliest) {
        return """
        {"text": "a", "output_ids": [97], "meta_info": {"id": "9f0c", "finish_reason": {"type": "length", "length": 1},
         "prompt_tokens": %d, "weight_version": "default", "input_token_logprobs": %s, %s
         "output_token_logprobs": [[-0.1, 97, null]], "completion_tokens": 1, "cached_tokens": 0, "e2e_latency": 0.01}}"""
                .formatted(tokens, own, likeliest.isEmpty() ? "" : "\"input_top_logprobs\": " + likeliest + ",");
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

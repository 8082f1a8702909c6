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
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Speaks chat completions over HTTP as it is told to, and keeps its own books: a dollar and two a million tokens. */
final class FakeChatServer implements AutoCloseable {

    static final String PROGRAM = "def double(n):\n    return n * 2";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
    private final List<JsonNode> requests = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final AtomicLong billedNanos = new AtomicLong();

    /** How it deals with one request. */
    interface Reply {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    FakeChatServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** What comes next; when nothing is left, every request is answered well. */
    FakeChatServer then(Reply... replies) {
        script.addAll(List.of(replies));
        return this;
    }

    Reply program() {
        return answer("```python\n" + PROGRAM + "\n```", 50, 20);
    }

    Reply answer(String content, int promptTokens, int completionTokens) {
        return exchange -> {
            billedNanos.addAndGet(promptTokens * 1_000L + completionTokens * 2_000L);
            ObjectNode body = message(content);
            body.putObject("usage").put("prompt_tokens", promptTokens).put("completion_tokens", completionTokens);
            send(exchange, 200, body.toString());
        };
    }

    Reply answerReadFromCache(int promptTokens, int completionTokens, int cachedTokens) {
        return exchange -> {
            billedNanos.addAndGet(promptTokens * 1_000L + completionTokens * 2_000L);
            ObjectNode body = message("```python\n" + PROGRAM + "\n```");
            body.putObject("usage")
                    .put("prompt_tokens", promptTokens)
                    .put("completion_tokens", completionTokens)
                    .putObject("prompt_tokens_details")
                    .put("cached_tokens", cachedTokens);
            send(exchange, 200, body.toString());
        };
    }

    /** Bills 50 and 20 tokens and does not say so. */
    Reply withoutUsage() {
        return exchange -> {
            billedNanos.addAndGet(90_000);
            send(exchange, 200, message("```python\n" + PROGRAM + "\n```").toString());
        };
    }

    Reply raw(String body) {
        return exchange -> {
            billedNanos.addAndGet(90_000);
            send(exchange, 200, body);
        };
    }

    /** Any response; bills nothing. */
    static Reply response(int status, Map<String, String> headers, byte[] body) {
        return exchange -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        };
    }

    static Reply response(int status, String contentType, String body) {
        return response(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    Reply refusal(int status, String code, String parameter, String message) {
        return exchange -> {
            ObjectNode body = Json.mapper().createObjectNode();
            body.putObject("error").put("message", message).put("code", code).put("param", parameter);
            send(exchange, status, body.toString());
        };
    }

    /** Bills a thousandth of a dollar, and answers as a gateway does whose server took too long. */
    Reply billedRefusal(int status) {
        return exchange -> {
            billedNanos.addAndGet(1_000_000);
            send(exchange, status, "{\"error\": {\"message\": \"upstream\"}}");
        };
    }

    Reply redirect(String url) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", url);
            send(exchange, 307, "{}");
        };
    }

    Reply busy(String retryAfter) {
        return exchange -> {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
            send(exchange, 429, "{\"error\": {\"message\": \"slow down\"}}");
        };
    }

    /** Bills, and never answers. */
    Reply hang() {
        return exchange -> {
            billedNanos.addAndGet(90_000);
            closing.await();
        };
    }

    /** Bills, promises more than it sends, and closes the connection. */
    Reply cutOff() {
        return exchange -> {
            billedNanos.addAndGet(90_000);
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.close();
        };
    }

    /** From now on it answers {@code POST /tokenize} as vLLM does. */
    FakeChatServer withTokenizer(Function<String, int[]> tokenizer) {
        server.createContext("/tokenize", exchange -> {
            try (exchange) {
                JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
                int[] tokens = tokenizer.apply(request.path("prompt").asText());
                ObjectNode body = Json.mapper()
                        .createObjectNode()
                        .put("count", tokens.length)
                        .put("max_model_len", 1024);
                body.set("tokens", Json.mapper().valueToTree(tokens));
                send(exchange, 200, body.toString());
            }
        });
        return this;
    }

    synchronized List<JsonNode> requests() {
        return List.copyOf(requests);
    }

    synchronized List<String> keys() {
        return List.copyOf(keys);
    }

    double billedUsd() {
        return billedNanos.get() / 1e9;
    }

    private void handle(HttpExchange exchange) throws IOException {
        synchronized (this) {
            requests.add(Json.mapper().readTree(exchange.getRequestBody()));
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        }
        Reply reply = script.poll();
        try {
            (reply == null ? program() : reply).to(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private static ObjectNode message(String content) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("model", "some-model-2026");
        ObjectNode choice = body.putArray("choices").addObject();
        choice.put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", content);
        return body;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

package dev.preceptor.student.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Speaks the protocol over HTTP as it is told to. */
final class FakeServer implements AutoCloseable {

    /** One request that came. */
    record Received(String path, String authorization, JsonNode body) {}

    /** How it deals with one request. */
    interface Reply {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    FakeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/", this::handle);
        server.createContext("/tokenize", FakeServer::tokenize);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** What comes next; when nothing is left, every request is answered well. */
    FakeServer then(Reply... replies) {
        script.addAll(List.of(replies));
        return this;
    }

    List<Received> received() {
        return received;
    }

    static Reply refusal(int status, String retryAfter) {
        return exchange -> {
            if (retryAfter != null) {
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
            }
            send(exchange, status, "{\"error\": {\"message\": \"not\\nnow\"}}");
        };
    }

    static Reply json(String body) {
        return exchange -> send(exchange, 200, body);
    }

    static Reply redirect(String url) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", url);
            send(exchange, 307, "{}");
        };
    }

    static Reply answer(String choice) {
        return exchange -> send(
                exchange,
                200,
                "{\"choices\": [" + choice + "], \"usage\": {\"prompt_tokens\": 5, \"completion_tokens\": 3}}");
    }

    /** A response of status 200 with any body. */
    static Reply body(String body) {
        return exchange -> send(exchange, 200, body);
    }

    Reply hang() {
        return exchange -> closing.await();
    }

    /** Its tokens are characters. */
    static int[] tokens(String text) {
        return text.chars().toArray();
    }

    private static void tokenize(HttpExchange exchange) throws IOException {
        try (exchange) {
            String text = Json.mapper()
                    .readTree(exchange.getRequestBody())
                    .path("prompt")
                    .asText();
            send(exchange, 200, "{\"tokens\": " + Arrays.toString(tokens(text)) + "}");
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        received.add(new Received(
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                Json.mapper().readTree(exchange.getRequestBody())));
        Reply reply = script.poll();
        try {
            (reply == null ? answer("{\"message\": {\"content\": \"42\"}, \"finish_reason\": \"stop\"}") : reply)
                    .to(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
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

package dev.preceptor.student.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that can be killed and started again at the same address, without what it had in memory. */
abstract class TestServer implements AutoCloseable {

    /** What is sent to the client. */
    record Reply(int status, String body) {}

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private ExecutorService threads;
    private HttpServer server;
    private int port;

    /** @param body null for a GET */
    abstract Reply reply(String path, JsonNode body) throws InterruptedException;

    /** Forgets what a process has in memory. */
    abstract void forget();

    final void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        forget();
        server.start();
    }

    /** Takes an address and gives it up, so that nothing answers there until {@link #start}. */
    final void startLater() {
        start();
        kill();
    }

    final void kill() {
        server.stop(0);
        threads.shutdownNow();
    }

    final String url() {
        return "http://localhost:" + port + "/v1";
    }

    /** The requests, such as {@code POST /v1/load_lora_adapter}, but none that only read. */
    final List<String> changes() {
        return requests.stream().filter(request -> request.startsWith("POST")).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + path);
        byte[] sent = exchange.getRequestBody().readAllBytes();
        try (exchange) {
            Reply reply = reply(path, sent.length == 0 ? null : Json.mapper().readTree(sent));
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** FastAPI's answer for a path that it does not have. */
    static Reply noSuchPath() {
        return new Reply(404, "{\"detail\":\"Not Found\"}");
    }

    /** OpenAI's form of an error, as vLLM sends it. */
    static Reply error(int status, String type, String message) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .putNull("param")
                .put("code", status);
        return new Reply(status, body.toString());
    }

    @Override
    public void close() {
        kill();
    }
}

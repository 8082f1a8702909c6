package dev.preceptor.cli.flow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An OpenAI-compatible server that gives the answers of a script, each once, in their order. After some of them it takes
 * requests and answers none, until it is told to go on.
 */
final class DraftServer implements AutoCloseable {

    static final int PROMPT_TOKENS = 400;
    static final int COMPLETION_TOKENS = 100;
    static final int CONCURRENCY = 4;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch stalled = new CountDownLatch(CONCURRENCY);
    private final CountDownLatch goingOn = new CountDownLatch(1);
    private final List<String> script;
    private final int stallAfter;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();

    DraftServer(List<String> script, int stallAfter) throws IOException {
        this.script = script;
        this.stallAfter = stallAfter;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** Returns when all requests that may be made at once wait in vain: the answers of those before them are recorded then. */
    void awaitStall() throws InterruptedException {
        stalled.await();
    }

    void goOn() {
        goingOn.countDown();
    }

    int requests() {
        return requests.get();
    }

    int answers() {
        return answers.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            if (requests.incrementAndGet() > stallAfter && goingOn.getCount() > 0) {
                stalled.countDown();
                goingOn.await();
                return;
            }
            int number = answers.getAndIncrement();
            if (number < script.size()) {
                ChatProtocol.send(
                        exchange,
                        200,
                        ChatProtocol.completion("scripted-2026", script.get(number), PROMPT_TOKENS, COMPLETION_TOKENS));
            } else {
                ChatProtocol.send(exchange, 400, "{\"error\": {\"message\": \"the script is over\"}}");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        goingOn.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

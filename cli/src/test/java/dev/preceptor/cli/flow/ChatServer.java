package dev.preceptor.cli.flow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An OpenAI-compatible server that treats a request as the name of the function that it asks for says, and counts what it was
 * paid: a dollar a million prompt tokens, two a million completion tokens.
 */
final class ChatServer implements AutoCloseable {

    private static final int PROMPT_TOKENS = 100;
    private static final int COMPLETION_TOKENS = 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong paidMillionths = new AtomicLong();

    ChatServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    int requests() {
        return requests.get();
    }

    /** In US dollars. */
    double paid() {
        return paidMillionths.get() / 1e6;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (request.contains("limited_once") && seen.add("limited_once")) {
                exchange.getResponseHeaders().add("Retry-After", "1");
                ChatProtocol.send(exchange, 429, "{\"error\": {\"message\": \"slow down\"}}");
            } else if (request.contains("broken_once") && seen.add("broken_once")) {
                ChatProtocol.send(exchange, 500, "{\"error\": {\"message\": \"oops\"}}");
            } else if (request.contains("hangs")) {
                pay();
                closing.await();
            } else if (request.contains("garbles")) {
                pay();
                ChatProtocol.send(exchange, 200, "{\"choices\": [");
            } else if (request.contains("says_nothing")) {
                answer(exchange, "");
            } else if (request.contains("only_talks")) {
                answer(exchange, "I would multiply the number by two.");
            } else {
                answer(exchange, "```python\n" + program(request) + "\n```");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All our functions double their number. */
    private static String program(String request) {
        String function = TroubledTeacherIT.FUNCTIONS.stream()
                .filter(request::contains)
                .findFirst()
                .orElseThrow();
        return "def " + function + "(n):\n    return 2 * n";
    }

    private void answer(HttpExchange exchange, String content) throws IOException {
        pay();
        ChatProtocol.send(
                exchange, 200, ChatProtocol.completion("scripted", content, PROMPT_TOKENS, COMPLETION_TOKENS));
    }

    private void pay() {
        paidMillionths.addAndGet(PROMPT_TOKENS + 2 * COMPLETION_TOKENS);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

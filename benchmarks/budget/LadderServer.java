import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.TokenPrices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OpenAI-compatible server of two models, which is paid for each request the moment that it arrives, and keeps books. Each answer
 * holds the number of its payment.
 */
final class LadderServer implements AutoCloseable {

    /** US dollars per million tokens, as the teacher is told too. */
    static final Map<String, TokenPrices> PRICES =
            Map.of("small", new TokenPrices(1, 2), "large", new TokenPrices(10, 20));

    static final int COMPLETION_TOKENS = 60;

    private static final int BYTES_PER_TOKEN = 4;
    private static final int MOST_MILLIS = 30;
    private static final Pattern TASK = Pattern.compile("task_[A-Za-z0-9]+_\\d+");
    private static final Pattern NUMBER = Pattern.compile("# payment (\\d+)");

    /**
     * A request that was paid for.
     *
     * @param question the same for equal requests
     */
    record Payment(int number, String model, String task, String question, double usd, Instant at) {}

    private final HttpServer server;
    private final Queue<Payment> payments = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbers = new AtomicInteger();

    LadderServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** All payments for tasks whose names begin so. */
    List<Payment> payments(String prefix) {
        return payments.stream()
                .filter(payment -> payment.task().startsWith(prefix))
                .toList();
    }

    /** The number of the payment for an answer. */
    static int numberOf(String answer) {
        Matcher number = NUMBER.matcher(answer);
        if (!number.find()) {
            throw new IllegalArgumentException("not an answer of this server: " + answer);
        }
        return Integer.parseInt(number.group(1));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            String model = request.path("model").asText();
            String messages = request.path("messages").toString();
            Matcher task = TASK.matcher(messages);
            if (!task.find()) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            int promptTokens = messages.length() / BYTES_PER_TOKEN;
            TokenPrices prices = PRICES.get(model);
            double usd = (promptTokens * prices.prompt() + COMPLETION_TOKENS * prices.completion()) / 1e6;
            int number = numbers.incrementAndGet();
            payments.add(new Payment(
                    number, model, task.group(), Ids.of("question", model, messages), usd, Instant.now()));
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, MOST_MILLIS));
            byte[] answer =
                    answer(model, task.group(), number, promptTokens).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String answer(String model, String task, int number, int promptTokens) {
        // Different programs: a teacher that repeats the answer before it is not executed.
        String result = model.equals("small") ? "2 * n" : "n * 2";
        ObjectNode body = Json.mapper().createObjectNode().put("model", model);
        body.putArray("choices")
                .addObject()
                .put("finish_reason", "stop")
                .putObject("message")
                .put("role", "assistant")
                .put("content", "```python\ndef " + task + "(n):\n    return " + result + "\n# payment " + number + "\n```");
        body.putObject("usage").put("prompt_tokens", promptTokens).put("completion_tokens", COMPLETION_TOKENS);
        return body.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OpenAI-compatible server that is paid for each request the moment that it arrives, and keeps books. A gateway before it may
 * lose patience with an answer that is generated all the same. It scores, too, in vLLM's form; its tokens are the bytes of a text.
 */
final class PaidServer implements AutoCloseable {

    /** US dollars per million tokens, as the teacher is told too. */
    static final double PROMPT_PRICE = 1;
    static final double COMPLETION_PRICE = 2;
    static final int COMPLETION_TOKENS = 60;

    private static final int BYTES_PER_TOKEN = 4;
    private static final Pattern TASK = Pattern.compile("task_[A-Za-z0-9]+_\\d+");

    record Payment(String task, double usd, Instant at) {}

    private final HttpServer server;
    private final Queue<Payment> payments = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final int leastMillis;
    private final int mostMillis;
    private volatile boolean impatient;

    /** Answers after a time between these. */
    PaidServer(int leastMillis, int mostMillis) throws IOException {
        this.leastMillis = leastMillis;
        this.mostMillis = mostMillis;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/v1/chat/completions", this::handle);
        server.createContext("/v1/completions", this::score);
        server.createContext("/tokenize", this::tokenize);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** From now on the gateway answers 504 to the first request for every other task, and to the second for every fourth. */
    void impatient(boolean whether) {
        impatient = whether;
    }

    private boolean timesOut(String task) {
        int number = requests.computeIfAbsent(task, name -> new AtomicInteger()).incrementAndGet();
        int place = Integer.parseInt(task.substring(task.lastIndexOf('_') + 1));
        return impatient && (number == 1 && place % 2 == 0 || number == 2 && place % 4 == 0);
    }

    /** All payments for tasks whose names begin so. */
    List<Payment> payments(String prefix) {
        return payments.stream().filter(payment -> payment.task().startsWith(prefix)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode messages = Json.mapper().readTree(exchange.getRequestBody()).path("messages");
            Matcher task = TASK.matcher(messages.toString());
            if (!task.find()) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            int promptTokens = messages.toString().length() / BYTES_PER_TOKEN;
            double usd = (promptTokens * PROMPT_PRICE + COMPLETION_TOKENS * COMPLETION_PRICE) / 1e6;
            payments.add(new Payment(task.group(), usd, Instant.now()));
            boolean timesOut = timesOut(task.group());
            Thread.sleep(ThreadLocalRandom.current().nextInt(leastMillis, mostMillis + 1));
            if (timesOut) {
                exchange.sendResponseHeaders(504, -1);
                return;
            }
            send(exchange, answer(task.group(), promptTokens));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static int[] tokens(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] tokens = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            tokens[i] = bytes[i] & 0xff;
        }
        return tokens;
    }

    private void tokenize(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            String text = request.has("messages")
                    ? String.join("\n", request.path("messages").findValuesAsText("content"))
                    : request.path("prompt").asText();
            send(exchange, "{\"tokens\": " + Json.mapper().writeValueAsString(tokens(text)) + "}");
        }
    }

    private void score(HttpExchange exchange) throws IOException {
        try (exchange) {
            int[] prompt = Json.mapper()
                    .convertValue(Json.mapper().readTree(exchange.getRequestBody()).path("prompt"), int[].class);
            byte[] bytes = new byte[prompt.length];
            for (int i = 0; i < prompt.length; i++) {
                bytes[i] = (byte) prompt[i];
            }
            Matcher task = TASK.matcher(new String(bytes, StandardCharsets.UTF_8));
            if (!task.find()) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            double usd = (prompt.length * PROMPT_PRICE + COMPLETION_PRICE) / 1e6;
            payments.add(new Payment(task.group(), usd, Instant.now()));
            Thread.sleep(ThreadLocalRandom.current().nextInt(leastMillis, mostMillis + 1));
            send(exchange, scores(prompt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String scores(int[] prompt) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", "paid");
        ObjectNode choice = body.putArray("choices").addObject().put("text", "a").put("finish_reason", "length");
        ArrayNode entries = choice.putArray("prompt_logprobs").addNull();
        for (int i = 1; i < prompt.length; i++) {
            entries.addObject().putObject("" + prompt[i]).put("logprob", -0.5);
        }
        body.putObject("usage").put("prompt_tokens", prompt.length).put("completion_tokens", 1);
        return body.toString();
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
    }

    private static String answer(String task, int promptTokens) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", "paid");
        body.putArray("choices")
                .addObject()
                .put("finish_reason", "stop")
                .putObject("message")
                .put("role", "assistant")
                .put("content", "```python\ndef " + task + "(n):\n    return 2 * n\n```");
        body.putObject("usage").put("prompt_tokens", promptTokens).put("completion_tokens", COMPLETION_TOKENS);
        return body.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

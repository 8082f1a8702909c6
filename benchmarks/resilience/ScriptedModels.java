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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Student and teacher behind one OpenAI-compatible server. What they say depends on what they are asked alone. The teacher is
 * paid for each request the moment that it arrives, answered or not, and keeps books. It also scores, in vLLM's form; the tokens of both are the
 * bytes of their texts.
 */
final class ScriptedModels implements AutoCloseable {

    static final String TRAINED = "trained";

    /** US dollars per million tokens, as the specification says, too. */
    static final double PROMPT_PRICE = 1;

    static final double COMPLETION_PRICE = 2;

    private static final int BYTES_PER_TOKEN = 4;
    private static final double OWN = -0.125;
    private static final double OTHER = -3;

    /** The number of the score of an attempt, after two answers. */
    static final int SCORE = 3;

    /** What the teacher was paid, for an exercise and which of its attempts, or {@link #SCORE}. */
    record Payment(String exercise, int attempt, double usd, Instant at) {}

    private final HttpServer server;
    private final String host;
    private final int longestMillis;
    private final Queue<Payment> payments = new ConcurrentLinkedQueue<>();

    /** @param longestMillis an answer takes up to so long; 0 for none */
    ScriptedModels(int longestMillis) throws IOException {
        this("localhost", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), longestMillis);
    }

    /** @param host the name by which those who ask reach the address */
    ScriptedModels(String host, InetSocketAddress address, int longestMillis) throws IOException {
        this.host = host;
        this.longestMillis = longestMillis;
        server = HttpServer.create(address, 1024);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "scripted-model");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/student/v1/chat/completions", exchange -> answer(exchange, false));
        server.createContext("/teacher/v1/chat/completions", exchange -> answer(exchange, true));
        server.createContext("/teacher/v1/completions", this::score);
        server.createContext("/student/tokenize", this::tokenize);
        server.createContext("/teacher/tokenize", this::tokenize);
        server.start();
    }

    String student() {
        return url("student");
    }

    String teacher() {
        return url("teacher");
    }

    Queue<Payment> payments() {
        return payments;
    }

    void forgetPayments() {
        payments.clear();
    }

    private String url(String who) {
        return "http://" + host + ":" + server.getAddress().getPort() + "/" + who + "/v1";
    }

    private void answer(HttpExchange exchange, boolean teacher) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            String prompt = request.path("messages").toString();
            Exercise exercise = Exercise.in(prompt);
            // The teacher's second attempt at a failure is drawn hotter.
            boolean again = teacher && request.path("temperature").asDouble() > 0;
            String content = teacher
                    ? exercise.refinement(again)
                    : exercise.attempt(request.path("model").asText().startsWith(TRAINED));
            int promptTokens = prompt.length() / BYTES_PER_TOKEN;
            int completionTokens = content.length() / BYTES_PER_TOKEN;
            if (teacher) {
                double usd = (promptTokens * PROMPT_PRICE + completionTokens * COMPLETION_PRICE) / 1e6;
                payments.add(new Payment(exercise.name(), again ? 2 : 1, usd, Instant.now()));
            }
            if (longestMillis > 0) {
                Thread.sleep(ThreadLocalRandom.current().nextInt(longestMillis));
            }
            send(exchange, body(content, promptTokens, completionTokens));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tokenize(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            String text = request.has("messages")
                    ? String.join("\n", request.path("messages").findValuesAsText("content"))
                    : request.path("prompt").asText();
            ObjectNode body = Json.mapper().createObjectNode();
            addTokens(body.putArray("tokens"), text);
            send(exchange, body);
        }
    }

    private static void addTokens(ArrayNode tokens, String text) {
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            tokens.add(each & 0xff);
        }
    }

    /** The own token is likely, and the one whose id differs in the last bit less so. */
    private void score(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            JsonNode prompt = request.path("prompt");
            byte[] text = new byte[prompt.size()];
            for (int i = 0; i < text.length; i++) {
                text[i] = (byte) prompt.get(i).asInt();
            }
            Exercise exercise = Exercise.in(new String(text, StandardCharsets.UTF_8));
            double usd = (text.length * PROMPT_PRICE + COMPLETION_PRICE) / 1e6;
            payments.add(new Payment(exercise.name(), SCORE, usd, Instant.now()));
            if (longestMillis > 0) {
                Thread.sleep(ThreadLocalRandom.current().nextInt(longestMillis));
            }
            ObjectNode body = Json.mapper().createObjectNode().put("model", "scripted");
            ObjectNode choice = body.putArray("choices").addObject().put("text", "a").put("finish_reason", "length");
            ArrayNode entries = choice.putArray("prompt_logprobs").addNull();
            for (int i = 1; i < text.length; i++) {
                int token = prompt.get(i).asInt();
                ObjectNode entry = entries.addObject();
                entry.putObject("" + token).put("logprob", OWN);
                entry.putObject("" + (token ^ 1)).put("logprob", OTHER);
            }
            body.putObject("usage").put("prompt_tokens", text.length).put("completion_tokens", 1);
            send(exchange, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, ObjectNode content) throws IOException {
        byte[] body = content.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static ObjectNode body(String content, int promptTokens, int completionTokens) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", "scripted");
        ObjectNode choice = body.putArray("choices").addObject().put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", content);
        addTokens(choice.putArray("token_ids"), content);
        body.putObject("usage").put("prompt_tokens", promptTokens).put("completion_tokens", completionTokens);
        return body;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

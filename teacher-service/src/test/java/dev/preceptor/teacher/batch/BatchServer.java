package dev.preceptor.teacher.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A server that speaks the batch protocols and the live protocols of OpenAI and Anthropic as their documentation describes them, and keeps
 * books of what it is paid. A script decides about each request; a hook is called at each step, before the server goes on.
 */
public final class BatchServer implements AutoCloseable {

    /** The tokens of each answer. */
    public static final int COMPLETION_TOKENS = 60;

    private static final int BYTES_PER_TOKEN = 4;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    /** The moments at which the hook is called. */
    public enum Step {
        /** A file has arrived, and the client does not know yet. */
        UPLOADED,
        /** The request for a batch has arrived, and the batch does not exist. */
        CREATE_ASKED,
        /** The batch exists, and the client does not know its id. */
        CREATED,
        /** The client asks for the state of a batch. */
        POLLED,
        /** Half of the results are sent. */
        HALF_READ,
        /** All results are sent. */
        READ
    }

    /** What becomes of one request of a batch. */
    public enum Fate {
        ANSWERED,
        /** Refused for good: an invalid request. */
        REFUSED,
        /** Not processed, as the batch ended before. */
        EXPIRED
    }

    /**
     * A request that was paid for.
     *
     * @param question the same for equal requests
     * @param batch null for a live request
     */
    public record Payment(
            int number,
            String question,
            String text,
            int promptTokens,
            int completionTokens,
            String batch,
            Instant at) {}

    private record Refusal(int status, Integer retryAfter, String code, String message) {}

    private static final class Batch {
        private final String id;
        private final String key;
        private final List<JsonNode> requests;
        private final boolean anthropic;
        private final Instant createdAt = Instant.now();
        private String status;
        private String errors;
        private int polls;
        private final List<String> outputs = new ArrayList<>();
        private final List<String> errorLines = new ArrayList<>();

        private Batch(String id, String key, List<JsonNode> requests, boolean anthropic) {
            this.id = id;
            this.key = key;
            this.requests = requests;
            this.anthropic = anthropic;
            this.status = anthropic ? "in_progress" : "validating";
        }
    }

    private final HttpServer server;
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<String, Batch> batches = new LinkedHashMap<>();
    private final List<Payment> payments = new CopyOnWriteArrayList<>();
    private volatile Consumer<Step> hook = step -> {};
    private volatile Function<String, Fate> fates = text -> Fate.ANSWERED;
    private volatile Function<String, String> answers = text -> "```python\ndef double(n):\n    return n * 2\n```";
    private volatile int pollsToEnd = 1;
    private volatile Refusal refusal;
    private volatile int refusals;
    private volatile String validationError;
    private volatile String validationCode = "invalid_json_line";
    private volatile int validationFailures;
    private volatile String endStatus = "completed";
    private int numbers;

    public BatchServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "batch-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/v1/", this::handle);
        server.start();
    }

    public String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** @param called at each step, in the thread that answers the client */
    public void onStep(Consumer<Step> called) {
        hook = called;
    }

    /** @param script by the text of a request: what becomes of it in a batch */
    public void fates(Function<String, Fate> script) {
        fates = script;
    }

    /** @param script by the text of a request: the content of the answer */
    public void answers(Function<String, String> script) {
        answers = script;
    }

    /** @param polls how often a batch is asked for before it has ended; a great number: never */
    public void endAfter(int polls) {
        pollsToEnd = polls;
    }

    /** @param message why batches are not created */
    public void refuse(String message) {
        refuse(BAD_REQUEST, null, "invalid_request_error", message, Integer.MAX_VALUE);
    }

    /**
     * Refuses to create batches, so many times.
     *
     * @param retryAfter in seconds; null: the server does not say
     * @param code the error's code
     */
    public void refuse(int status, Integer retryAfter, String code, String message, int times) {
        refusal = new Refusal(status, retryAfter, code, message);
        refusals = times;
    }

    /** @param message why batches fail when they are checked */
    public void failValidation(String message) {
        failValidation("invalid_json_line", message, Integer.MAX_VALUE);
    }

    /** Batches fail when they are checked, so many times. */
    public void failValidation(String code, String message, int times) {
        validationCode = code;
        validationError = message;
        validationFailures = times;
    }

    /** @param status with which batches end: completed or expired */
    public void endAs(String status) {
        endStatus = status;
    }

    public List<Payment> payments() {
        return List.copyOf(payments);
    }

    /** The ids of all batches, in the order of their creation. */
    public synchronized List<String> batchIds() {
        return List.copyOf(batches.keySet());
    }

    /** The status of a batch, in the word of its protocol. */
    public synchronized String status(String batchId) {
        return batches.get(batchId).status;
    }

    /** The number of requests in a batch. */
    public synchronized int size(String batchId) {
        return batches.get(batchId).requests.size();
    }

    public synchronized int fileCount() {
        return files.size();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/v1".length());
            boolean post = exchange.getRequestMethod().equals("POST");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String[] parts = path.split("/");
            if (path.equals("/files") && post) {
                upload(exchange, body);
            } else if (path.startsWith("/files/") && path.endsWith("/content")) {
                content(exchange, parts[2]);
            } else if (path.equals("/batches")) {
                openAiBatches(exchange, post, body);
            } else if (path.startsWith("/batches/")) {
                batch(exchange, parts[2], post && parts[parts.length - 1].equals("cancel"));
            } else if (path.equals("/messages/batches")) {
                anthropicBatches(exchange, post, body);
            } else if (path.startsWith("/messages/batches/") && path.endsWith("/results")) {
                results(exchange, parts[3]);
            } else if (path.startsWith("/messages/batches/")) {
                batch(exchange, parts[3], post && parts[parts.length - 1].equals("cancel"));
            } else if (path.equals("/chat/completions") || path.equals("/messages")) {
                live(exchange, Json.mapper().readTree(body));
            } else {
                send(exchange, NOT_FOUND, error("no such resource"));
            }
        }
    }

    private void upload(HttpExchange exchange, String multipart) throws IOException {
        String id;
        synchronized (this) {
            id = "file-" + (files.size() + 1);
            int start = multipart.indexOf("application/jsonl\r\n\r\n") + "application/jsonl\r\n\r\n".length();
            files.put(id, multipart.substring(start, multipart.lastIndexOf("\r\n--")));
        }
        hook.accept(Step.UPLOADED);
        send(exchange, OK, object().put("id", id).put("purpose", "batch").toString());
    }

    private void openAiBatches(HttpExchange exchange, boolean post, String body) throws IOException {
        if (!post) {
            list(exchange, false);
            return;
        }
        JsonNode request = Json.mapper().readTree(body);
        List<JsonNode> requests = new ArrayList<>();
        synchronized (this) {
            for (String line : files.get(request.path("input_file_id").asText()).split("\n")) {
                if (!line.isBlank()) {
                    requests.add(Json.mapper().readTree(line));
                }
            }
        }
        String key = request.path("metadata").path("preceptor_batch").asText();
        create(exchange, key, requests, false);
    }

    private void anthropicBatches(HttpExchange exchange, boolean post, String body) throws IOException {
        if (!post) {
            list(exchange, true);
            return;
        }
        List<JsonNode> requests = new ArrayList<>();
        Json.mapper().readTree(body).path("requests").forEach(requests::add);
        create(exchange, null, requests, true);
    }

    private void create(HttpExchange exchange, String key, List<JsonNode> requests, boolean anthropic)
            throws IOException {
        hook.accept(Step.CREATE_ASKED);
        if (refusals > 0) {
            refusals--;
            if (refusal.retryAfter() != null) {
                exchange.getResponseHeaders().set("Retry-After", String.valueOf(refusal.retryAfter()));
            }
            send(exchange, refusal.status(), error(refusal.code(), refusal.message()));
            return;
        }
        Batch batch;
        synchronized (this) {
            String id = (anthropic ? "msgbatch_" : "batch_") + (batches.size() + 1);
            batch = new Batch(id, key, requests, anthropic);
            batches.put(id, batch);
            if (validationFailures > 0) {
                validationFailures--;
                batch.status = "failed";
                batch.errors = validationError;
            } else {
                process(batch);
            }
        }
        hook.accept(Step.CREATED);
        send(exchange, OK, describe(batch));
    }

    /** Requests are processed, and paid, at once; their results can be read when the batch has ended. */
    private void process(Batch batch) throws IOException {
        for (JsonNode request : batch.requests) {
            JsonNode body = batch.anthropic ? request.path("params") : request.path("body");
            String text = text(body);
            ObjectNode line =
                    object().put("custom_id", request.path("custom_id").asText());
            Fate fate = fates.apply(text);
            if (batch.anthropic) {
                ObjectNode result = line.putObject("result");
                if (fate == Fate.ANSWERED) {
                    result.put("type", "succeeded").set("message", message(body, batch.id));
                } else if (fate == Fate.REFUSED) {
                    result.put("type", "errored")
                            .putObject("error")
                            .put("type", "error")
                            .putObject("error")
                            .put("type", "invalid_request_error")
                            .put("message", "the request is not allowed");
                } else {
                    result.put("type", "expired");
                }
                batch.outputs.add(line.toString());
            } else if (fate == Fate.ANSWERED) {
                line.putNull("error")
                        .putObject("response")
                        .put("status_code", OK)
                        .set("body", completion(body, batch.id));
                batch.outputs.add(line.toString());
            } else if (fate == Fate.REFUSED) {
                line.putNull("error")
                        .putObject("response")
                        .put("status_code", BAD_REQUEST)
                        .set("body", Json.mapper().readTree(error("the request is not allowed")));
                batch.errorLines.add(line.toString());
            } else {
                line.putNull("response")
                        .putObject("error")
                        .put("code", "batch_expired")
                        .put("message", "This request could not be executed before the completion window expired.");
                batch.errorLines.add(line.toString());
            }
        }
    }

    private void batch(HttpExchange exchange, String id, boolean cancel) throws IOException {
        String description;
        synchronized (this) {
            Batch batch = batches.get(id);
            if (batch == null) {
                send(exchange, NOT_FOUND, error("no such batch"));
                return;
            }
            if (cancel) {
                batch.status = batch.anthropic ? "canceling" : "cancelling";
                batch.polls = pollsToEnd - 1;
            } else {
                poll(batch);
            }
            description = describe(batch);
        }
        if (!cancel) {
            hook.accept(Step.POLLED);
        }
        send(exchange, OK, description);
    }

    private void poll(Batch batch) {
        batch.polls++;
        if (batch.polls >= pollsToEnd && !batch.status.equals("failed")) {
            boolean wasCancelled = batch.status.startsWith("cancel");
            batch.status = batch.anthropic ? "ended" : wasCancelled ? "cancelled" : endStatus;
        } else if (batch.status.equals("validating")) {
            batch.status = "in_progress";
        }
    }

    private synchronized void list(HttpExchange exchange, boolean anthropic) throws IOException {
        ObjectNode page = object().put("has_more", false);
        ArrayNode data = page.putArray("data");
        List<Batch> newestFirst = new ArrayList<>(batches.values());
        Collections.reverse(newestFirst);
        for (Batch batch : newestFirst) {
            if (batch.anthropic == anthropic) {
                poll(batch);
                data.add(Json.mapper().readTree(describe(batch)));
            }
        }
        send(exchange, OK, page.toString());
    }

    private String describe(Batch batch) {
        ObjectNode tree = object().put("id", batch.id);
        if (batch.anthropic) {
            tree.put("type", "message_batch")
                    .put("processing_status", batch.status)
                    .put("created_at", batch.createdAt.toString());
            boolean ended = batch.status.equals("ended");
            tree.putObject("request_counts")
                    .put("processing", ended ? 0 : batch.requests.size())
                    .put("succeeded", ended ? batch.requests.size() : 0)
                    .put("errored", 0)
                    .put("canceled", 0)
                    .put("expired", 0);
            tree.put("results_url", ended ? "https://elsewhere.example/results" : null);
            return tree.toString();
        }
        boolean ended = List.of("completed", "expired", "cancelled").contains(batch.status);
        tree.put("object", "batch")
                .put("status", batch.status)
                .put("created_at", batch.createdAt.getEpochSecond())
                .put("output_file_id", ended && !batch.outputs.isEmpty() ? "out-" + batch.id : null)
                .put("error_file_id", ended && !batch.errorLines.isEmpty() ? "err-" + batch.id : null);
        tree.putObject("metadata").put("preceptor_batch", batch.key);
        if (batch.errors != null) {
            tree.putObject("errors")
                    .putArray("data")
                    .addObject()
                    .put("code", validationCode)
                    .put("message", batch.errors)
                    .put("line", 1);
        }
        return tree.toString();
    }

    private void content(HttpExchange exchange, String file) throws IOException {
        List<String> lines;
        synchronized (this) {
            Batch batch = batches.get(file.substring("out-".length()));
            lines = file.startsWith("out-") ? batch.outputs : batch.errorLines;
        }
        stream(exchange, lines);
    }

    private void results(HttpExchange exchange, String id) throws IOException {
        List<String> lines;
        synchronized (this) {
            lines = batches.get(id).outputs;
        }
        stream(exchange, lines);
    }

    private void stream(HttpExchange exchange, List<String> lines) throws IOException {
        exchange.sendResponseHeaders(OK, 0);
        OutputStream out = exchange.getResponseBody();
        for (int i = 0; i < lines.size(); i++) {
            if (i == lines.size() / 2) {
                out.flush();
                hook.accept(Step.HALF_READ);
            }
            out.write((lines.get(i) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.close();
        hook.accept(Step.READ);
    }

    private synchronized void live(HttpExchange exchange, JsonNode body) throws IOException {
        boolean openAi = exchange.getRequestURI().getPath().endsWith("/completions");
        send(exchange, OK, (openAi ? completion(body, null) : message(body, null)).toString());
    }

    private ObjectNode completion(JsonNode body, String batch) {
        Payment payment = pay(body, batch);
        ObjectNode answer = object().put("model", body.path("model").asText());
        answer.putArray("choices")
                .addObject()
                .put("finish_reason", "stop")
                .putObject("message")
                .put("role", "assistant")
                .put("content", content(payment));
        answer.putObject("usage")
                .put("prompt_tokens", payment.promptTokens())
                .put("completion_tokens", COMPLETION_TOKENS);
        return answer;
    }

    private ObjectNode message(JsonNode body, String batch) {
        Payment payment = pay(body, batch);
        ObjectNode answer = object().put("id", "msg_" + payment.number())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", body.path("model").asText())
                .put("stop_reason", "end_turn");
        answer.putArray("content").addObject().put("type", "text").put("text", content(payment));
        answer.putObject("usage").put("input_tokens", payment.promptTokens()).put("output_tokens", COMPLETION_TOKENS);
        return answer;
    }

    private String content(Payment payment) {
        return answers.apply(payment.text()) + "\npayment " + payment.number();
    }

    private synchronized Payment pay(JsonNode body, String batch) {
        String text = text(body);
        Payment payment = new Payment(
                ++numbers,
                Ids.of("question", body.path("model").asText(), text),
                text,
                text.length() / BYTES_PER_TOKEN,
                COMPLETION_TOKENS,
                batch,
                Instant.now());
        payments.add(payment);
        return payment;
    }

    private static String text(JsonNode body) {
        StringBuilder text = new StringBuilder(body.path("system").toString());
        body.path("messages")
                .forEach(
                        message -> text.append(message.path("content").asText()).append('\n'));
        return text.toString();
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    private static String error(String message) {
        return error("invalid_request_error", message);
    }

    private static String error(String code, String message) {
        ObjectNode tree = object();
        tree.putObject("error").put("type", code).put("code", code).put("message", message);
        return tree.toString();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

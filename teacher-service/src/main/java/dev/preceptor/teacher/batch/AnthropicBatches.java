package dev.preceptor.teacher.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.httpclient.completion.ServerRefusal;
import dev.preceptor.httpclient.completion.TokenUsage;
import dev.preceptor.teacher.chat.ChatReply;
import dev.preceptor.teacher.chat.ChatRequest;
import dev.preceptor.teaching.prompt.ChatMessage;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Anthropic's Message Batches API: one request creates a batch ({@code POST /messages/batches}), and its results are JSON lines. A batch has
 * no metadata: one without a known id is recognised by the number of its requests, and by their names once its results can be read.
 */
final class AnthropicBatches implements BatchEndpoint {

    private static final int NOT_FOUND = 404;
    private static final int BAD_REQUEST = 400;
    private static final int OVERLOADED = 529;
    private static final long MEGABYTE = 1_000_000;
    private static final Limits LIMITS = new Limits(100_000, 256 * MEGABYTE);
    private static final BatchFile.Frame LIST = new BatchFile.Frame("{\"requests\":[\n", ",\n", "\n]}\n");
    private static final String VERSION = "2023-06-01";
    private static final String ENDED = "ended";
    private static final String MESSAGE = "message";
    private static final String TYPE = "type";
    // The provider's clock may differ from ours.
    private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

    private final String baseUrl;
    private final BatchHttp http;

    /** @param baseUrl with its version */
    AnthropicBatches(String baseUrl, String key, ModelServerClient client, Duration timeout) {
        this.baseUrl = ModelServerClient.uri(baseUrl, "").toString() + "/messages/batches";
        Map<String, List<String>> headers =
                Map.of("x-api-key", List.of(key == null ? "" : key), "anthropic-version", List.of(VERSION));
        this.http = new BatchHttp(client, headers, key, timeout);
    }

    @Override
    public Limits limits() {
        return LIMITS;
    }

    @Override
    public BatchFile.Frame frame() {
        return LIST;
    }

    @Override
    public String line(String customId, ChatRequest request) {
        ObjectNode line = Json.mapper().createObjectNode().put("custom_id", customId);
        ObjectNode params = line.putObject("params")
                .put("model", request.teacher().model())
                .put("max_tokens", request.teacher().maxTokens().intValue())
                .put("temperature", request.temperature());
        ArrayNode system = Json.mapper().createArrayNode();
        ArrayNode messages = params.putArray("messages");
        for (ChatMessage message : request.messages()) {
            if (message.role().equals("system")) {
                ObjectNode text = system.addObject().put(TYPE, "text").put("text", message.content());
                if (request.writesCache()) {
                    text.putObject("cache_control").put(TYPE, "ephemeral");
                }
            } else {
                messages.addObject().put("role", message.role()).put("content", message.content());
            }
        }
        if (!system.isEmpty()) {
            params.set("system", system);
        }
        return line.toString();
    }

    @Override
    public Creation create(BatchFile file, String batchKey, Duration within) throws InterruptedException {
        HttpOutcome outcome;
        try {
            outcome = http.post(baseUrl, "application/json", BodyPublishers.ofFile(file.path()), within);
        } catch (FileNotFoundException e) {
            throw new IllegalStateException("the file of the batch was deleted", e);
        }
        return http.creation(outcome);
    }

    @Override
    public Search find(TeacherCall intended, Predicate<String> isCustomId, Predicate<String> isKnown)
            throws InterruptedException {
        Instant earliest = intended.at().minus(CLOCK_TOLERANCE);
        Instant latest = intended.deadline().plus(CLOCK_TOLERANCE);
        Search open = new Search.Absent();
        String after = "";
        while (true) {
            HttpOutcome outcome = http.get(baseUrl + "?limit=100" + after);
            if (!BatchHttp.isOk(outcome)) {
                return new Search.Undecided(http.problem(outcome));
            }
            JsonNode page = BatchHttp.json(outcome);
            for (JsonNode batch : page.path("data")) {
                Instant created = time(batch.path("created_at").asText());
                if (created.isBefore(earliest)) {
                    return open;
                }
                if (!created.isAfter(latest)
                        && requests(batch) == intended.batch().requests()
                        && !isKnown.test(batch.path("id").asText())) {
                    Search found = examine(batch, isCustomId);
                    if (found instanceof Search.Found) {
                        return found;
                    }
                    open = found instanceof Search.Undecided ? found : open;
                }
            }
            if (!page.path("has_more").asBoolean() || page.path("data").isEmpty()) {
                return open;
            }
            after = "&after_id=" + page.path("last_id").asText();
        }
    }

    /** Whether this is the batch. That is known once it has ended. */
    private Search examine(JsonNode batch, Predicate<String> isCustomId) throws InterruptedException {
        String id = batch.path("id").asText();
        if (!batch.path("processing_status").asText().equals(ENDED)) {
            return new Search.Undecided("the batch " + id + " may be it, and has not ended");
        }
        AtomicReference<Boolean> ours = new AtomicReference<>(false);
        String problem = http.lines(baseUrl + "/" + id + "/results", line -> {
            if (isCustomId.test(Json.mapper().readTree(line).path("custom_id").asText())) {
                ours.set(true);
            }
        });
        if (problem != null) {
            return new Search.Undecided(problem);
        }
        return Boolean.TRUE.equals(ours.get()) ? new Search.Found(id) : new Search.Absent();
    }

    private static int requests(JsonNode batch) {
        int sum = 0;
        for (JsonNode count : batch.path("request_counts")) {
            sum += count.asInt();
        }
        return sum;
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return Instant.now();
        }
    }

    @Override
    public Progress progress(String batchId) throws InterruptedException {
        return http.progress(baseUrl + "/" + batchId, batch -> {
            String status = batch.path("processing_status").asText();
            return status.equals(ENDED)
                    ? new Progress.Ended(status, null, false, List.of())
                    : new Progress.Running(status);
        });
    }

    @Override
    public void cancel(String batchId) throws InterruptedException {
        http.postJson(baseUrl + "/" + batchId + "/cancel", "{}");
    }

    /** The results are read at our own address, so that the key goes to no other server, whatever the batch names. */
    @Override
    public String results(String batchId, Progress.Ended ended, Consumer<BatchResult> reader)
            throws InterruptedException {
        return http.lines(baseUrl + "/" + batchId + "/results", line -> reader.accept(result(line)));
    }

    private BatchResult result(String line) throws JsonProcessingException {
        JsonNode tree = Json.mapper().readTree(line);
        JsonNode result = tree.path("result");
        String type = result.path(TYPE).asText();
        ChatReply reply =
                switch (type) {
                    case "succeeded" -> answered(result.path(MESSAGE));
                    case "errored" -> errored(result.path("error").path("error"));
                    default -> new ChatReply.Unreached(type);
                };
        return new BatchResult(tree.path("custom_id").asText(), reply);
    }

    private ChatReply errored(JsonNode error) {
        String type = error.path(TYPE).asText();
        int status =
                switch (type) {
                    case "invalid_request_error" -> BAD_REQUEST;
                    case "not_found_error" -> NOT_FOUND;
                    case "authentication_error" -> 401;
                    case "permission_error" -> 403;
                    case "request_too_large" -> 413;
                    case "rate_limit_error" -> 429;
                    default -> OVERLOADED;
                };
        String message = http.masked(type + ": " + error.path(MESSAGE).asText());
        // Anthropic bills no request of a batch that errored.
        return new ChatReply.Refused(new ServerRefusal(status, null, type, "", message, false), false);
    }

    private static ChatReply answered(JsonNode message) {
        StringBuilder text = new StringBuilder();
        boolean tool = false;
        for (JsonNode block : message.path("content")) {
            if (block.path(TYPE).asText().equals("text")) {
                text.append(block.path("text").asText());
            }
            tool |= block.path(TYPE).asText().equals("tool_use");
        }
        String stop = message.path("stop_reason").asText("");
        String withheld = text.toString().isBlank() ? withheld(tool, stop) : null;
        boolean answered = withheld != null || !text.isEmpty();
        return new ChatReply.Answered(new Completion(
                message.path("model").asText(""), text.toString(), "", withheld, usage(message, answered), stop));
    }

    private static String withheld(boolean tool, String stop) {
        if (tool) {
            return "The model called a tool in place of an answer.";
        }
        return stop.equals("refusal") ? "The model stopped without an answer; it may refuse." : null;
    }

    /** The input tokens of Anthropic do not include those that are read from a cache or written into it. */
    private static TokenUsage usage(JsonNode message, boolean answered) {
        JsonNode usage = message.path("usage");
        if (!usage.path("input_tokens").canConvertToInt()
                || !usage.path("output_tokens").canConvertToInt()) {
            return null;
        }
        int read = usage.path("cache_read_input_tokens").asInt(0);
        int written = (int) ChatRequest.withCacheSurcharge(
                usage.path("cache_creation_input_tokens").asInt(0));
        TokenUsage counted = new TokenUsage(
                usage.path("input_tokens").asInt() + read + written,
                usage.path("output_tokens").asInt(),
                read);
        return counted.isPlausible(answered) ? counted : null;
    }
}

package dev.preceptor.teacher.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.CompletionReply;
import dev.preceptor.httpclient.completion.CompletionResponse;
import dev.preceptor.httpclient.completion.Dialect;
import dev.preceptor.httpclient.completion.ServerRefusal;
import dev.preceptor.teacher.chat.ChatReply;
import dev.preceptor.teacher.chat.ChatRequest;
import dev.preceptor.teacher.openai.CompletionBody;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * OpenAI's Batch API: a file of requests is uploaded ({@code POST /files}, purpose {@code batch}), a batch of it is created
 * ({@code POST /batches}), and its answers are in two files, of outputs and of errors. Our key is in the batch's metadata, which the list
 * of batches shows.
 */
final class OpenAiBatches implements BatchEndpoint {

    private static final int OK = 200;
    private static final long MEGABYTE = 1_000_000;
    private static final Limits LIMITS = new Limits(50_000, 200 * MEGABYTE);
    private static final BatchFile.Frame JSON_LINES = new BatchFile.Frame("", "\n", "\n");
    private static final String KEY = "preceptor_batch";
    private static final String STATUS = "status";
    // The provider's clock may differ from ours.
    private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);
    private static final String ENQUEUED_TOKENS = "token_limit_exceeded";

    private final String baseUrl;
    private final BatchHttp http;
    private final AtomicReference<Dialect> dialect = new AtomicReference<>(Dialect.DEFAULT);

    /**
     * @param baseUrl with its version
     * @param key null for none
     */
    OpenAiBatches(String baseUrl, String key, ModelServerClient client, Duration timeout) {
        this.baseUrl = ModelServerClient.uri(baseUrl, "").toString();
        Map<String, List<String>> headers = key == null ? Map.of() : Map.of("Authorization", List.of("Bearer " + key));
        this.http = new BatchHttp(client, headers, key, timeout);
    }

    @Override
    public Limits limits() {
        return LIMITS;
    }

    @Override
    public BatchFile.Frame frame() {
        return JSON_LINES;
    }

    @Override
    public String line(String customId, ChatRequest request) {
        return Json.mapper()
                .createObjectNode()
                .put("custom_id", customId)
                .put("method", "POST")
                .put("url", "/v1/chat/completions")
                .<ObjectNode>set("body", CompletionBody.of(request, dialect.get()))
                .toString();
    }

    @Override
    public Creation create(BatchFile file, String batchKey, Duration within) throws InterruptedException {
        Instant until = Instant.now().plus(within);
        HttpOutcome uploaded = upload(file, batchKey, within);
        if (!BatchHttp.isOk(uploaded)) {
            return notUploaded(uploaded);
        }
        String fileId = BatchHttp.json(uploaded).path("id").asText();
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("input_file_id", fileId)
                .put("endpoint", "/v1/chat/completions")
                .put("completion_window", "24h");
        body.putObject("metadata").put(KEY, batchKey);
        Duration left = Duration.between(Instant.now(), until);
        if (left.isNegative() || left.isZero()) {
            return new Creation.NotSent("the upload took longer than " + within.toSeconds() + " s");
        }
        HttpOutcome created = http.postJson(baseUrl + "/batches", body.toString(), left);
        return http.creation(created);
    }

    private HttpOutcome upload(BatchFile file, String batchKey, Duration within) throws InterruptedException {
        String boundary = "preceptor-" + UUID.randomUUID();
        String before =
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + batchKey
                        + ".jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n";
        String after = "\r\n--" + boundary + "--\r\n";
        try {
            return http.post(
                    baseUrl + "/files",
                    "multipart/form-data; boundary=" + boundary,
                    BodyPublishers.concat(
                            BodyPublishers.ofString(before, StandardCharsets.UTF_8),
                            BodyPublishers.ofFile(file.path()),
                            BodyPublishers.ofString(after, StandardCharsets.UTF_8)),
                    within);
        } catch (FileNotFoundException e) {
            throw new IllegalStateException("the file of the batch was deleted", e);
        }
    }

    /** Without its file no batch exists, whatever became of the upload. */
    private Creation notUploaded(HttpOutcome outcome) {
        return outcome instanceof HttpOutcome.Received received
                ? new Creation.Refused(http.refusal(received))
                : new Creation.NotSent(BatchHttp.detail(outcome));
    }

    @Override
    public Search find(TeacherCall intended, Predicate<String> isCustomId, Predicate<String> isKnown)
            throws InterruptedException {
        Instant earliest = intended.at().minus(CLOCK_TOLERANCE);
        String after = "";
        while (true) {
            HttpOutcome outcome = http.get(baseUrl + "/batches?limit=100" + after);
            if (!BatchHttp.isOk(outcome)) {
                return new Search.Undecided(http.problem(outcome));
            }
            JsonNode page = BatchHttp.json(outcome);
            for (JsonNode batch : page.path("data")) {
                if (batch.path("metadata").path(KEY).asText().equals(intended.callId())) {
                    return new Search.Found(batch.path("id").asText());
                }
                after = "&after=" + batch.path("id").asText();
                if (Instant.ofEpochSecond(batch.path("created_at").asLong(Long.MAX_VALUE / MEGABYTE))
                        .isBefore(earliest)) {
                    return new Search.Absent();
                }
            }
            if (!page.path("has_more").asBoolean() || page.path("data").isEmpty()) {
                return new Search.Absent();
            }
        }
    }

    @Override
    public Progress progress(String batchId) throws InterruptedException {
        return http.progress(baseUrl + "/batches/" + batchId, this::progress);
    }

    private Progress progress(JsonNode batch) {
        String status = batch.path(STATUS).asText();
        return switch (status) {
            case "failed" -> failed(batch);
            case "completed", "expired", "cancelled" ->
                new Progress.Ended(status, null, false, files(batch, "output_file_id", "error_file_id"));
            default -> new Progress.Running(status);
        };
    }

    /** The provider checked the file and refused it. Nothing was processed. */
    private Progress failed(JsonNode batch) {
        List<String> words = new ArrayList<>();
        boolean retryable = false;
        for (JsonNode error : batch.path("errors").path("data")) {
            String line =
                    error.hasNonNull("line") ? " (line " + error.path("line").asInt() + ")" : "";
            words.add(error.path("code").asText() + ": " + error.path("message").asText() + line);
            retryable |= error.path("code").asText().equals(ENQUEUED_TOKENS);
        }
        String problem = words.isEmpty() ? "the server gives no reason" : words.get(0);
        String more = words.size() > 1 ? ", and " + (words.size() - 1) + " more errors" : "";
        return new Progress.Ended("failed", http.masked(problem) + more, retryable, List.of());
    }

    private static List<String> files(JsonNode batch, String... fields) {
        List<String> files = new ArrayList<>();
        for (String field : fields) {
            if (batch.hasNonNull(field)) {
                files.add(batch.path(field).asText());
            }
        }
        return files;
    }

    @Override
    public void cancel(String batchId) throws InterruptedException {
        http.postJson(baseUrl + "/batches/" + batchId + "/cancel", "{}");
    }

    @Override
    public String results(String batchId, Progress.Ended ended, Consumer<BatchResult> reader)
            throws InterruptedException {
        for (String file : ended.files()) {
            String problem = http.lines(baseUrl + "/files/" + file + "/content", line -> reader.accept(result(line)));
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private BatchResult result(String line) throws JsonProcessingException {
        JsonNode tree = Json.mapper().readTree(line);
        String customId = tree.path("custom_id").asText();
        JsonNode response = tree.path("response");
        if (!response.isObject()) {
            JsonNode error = tree.path("error");
            String detail = error.path("code").asText("error") + ": "
                    + error.path("message").asText();
            return new BatchResult(customId, new ChatReply.Unreached(http.masked(detail)));
        }
        HttpOutcome.Received received = new HttpOutcome.Received(
                response.path("status_code").asInt(OK),
                null,
                Map.of(),
                response.path("body").toString());
        return new BatchResult(customId, reply(CompletionResponse.parse(received, http.key())));
    }

    private ChatReply reply(CompletionReply parsed) {
        if (parsed instanceof CompletionReply.Answered answered) {
            return new ChatReply.Answered(answered.completion());
        }
        if (parsed instanceof CompletionReply.Refused refused) {
            Dialect before = dialect.get();
            Dialect after = dialect.updateAndGet(current -> current.after(refused.refusal()));
            return new ChatReply.Refused(refused.refusal(), learnt(before, after, refused.refusal()));
        }
        return new ChatReply.Lost(((CompletionReply.Unreadable) parsed).detail(), true);
    }

    /** All requests of the batch are refused for the same parameter; each of them is sent again in the new form. */
    private static boolean learnt(Dialect before, Dialect after, ServerRefusal refusal) {
        return !before.equals(after) || !Dialect.DEFAULT.after(refusal).equals(Dialect.DEFAULT);
    }
}

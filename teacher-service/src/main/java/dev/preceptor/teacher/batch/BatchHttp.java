package dev.preceptor.teacher.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.httpclient.ErrorMessage;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.CompletionResponse;
import dev.preceptor.httpclient.completion.ServerRefusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The HTTP requests of the batch protocols, with the key of one account. */
final class BatchHttp {

    /** Reads one line of a file of results. */
    interface LineReader {
        void read(String line) throws JsonProcessingException;
    }

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int MOST_WORDS = 300;
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String JSON = "application/json";
    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofMinutes(30);

    private final ModelServerClient client;
    private final Map<String, List<String>> headers;
    private final String key;
    private final Duration timeout;

    /**
     * @param headers that authenticate the requests
     * @param key removed from messages; null for none
     * @param timeout of requests that name none
     */
    BatchHttp(ModelServerClient client, Map<String, List<String>> headers, String key, Duration timeout) {
        this.client = client;
        this.headers = Map.copyOf(headers);
        this.key = key;
        this.timeout = timeout;
    }

    String key() {
        return key;
    }

    HttpOutcome get(String url) throws InterruptedException {
        return client.get(URI.create(url), headers, timeout);
    }

    HttpOutcome postJson(String url, String body) throws InterruptedException {
        return postJson(url, body, timeout);
    }

    HttpOutcome postJson(String url, String body, Duration within) throws InterruptedException {
        return post(url, JSON, HttpRequest.BodyPublishers.ofString(body), within);
    }

    HttpOutcome post(String url, String contentType, HttpRequest.BodyPublisher body, Duration within)
            throws InterruptedException {
        Map<String, List<String>> all = new HashMap<>(headers);
        all.put(CONTENT_TYPE, List.of(contentType));
        return client.post(URI.create(url), all, body, within);
    }

    /**
     * Reads a file of JSON lines, which is kept on disk meanwhile.
     *
     * @return why it could not be read to its end; null if it was
     */
    String lines(String url, LineReader reader) throws InterruptedException {
        try {
            Path file = Files.createTempFile("preceptor-batch-results-", ".jsonl");
            try {
                HttpOutcome outcome = client.download(URI.create(url), headers, file, DOWNLOAD_TIMEOUT);
                if (!isOk(outcome)) {
                    return problem(outcome);
                }
                return read(file, reader);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file, LineReader reader) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    reader.read(line);
                }
            }
            return null;
        } catch (JsonProcessingException e) {
            return "a line of the results is not JSON";
        }
    }

    /** What the response to the request that creates a batch means. Without a clear one the batch may exist. */
    Creation creation(HttpOutcome outcome) {
        if (isOk(outcome)) {
            String id = json(outcome).path("id").asText("");
            return id.isEmpty() ? new Creation.Unknown("the response names no batch") : new Creation.Created(id);
        }
        if (outcome instanceof HttpOutcome.Received received) {
            ServerRefusal refusal = refusal(received);
            return refusal.mayBeBilled() ? new Creation.Unknown(refusal.message()) : new Creation.Refused(refusal);
        }
        String detail = detail(outcome);
        return outcome instanceof HttpOutcome.Lost ? new Creation.Unknown(detail) : new Creation.NotSent(detail);
    }

    /** The progress of the batch at an address; {@code reader} reads it from the batch itself. */
    Progress progress(String url, Function<JsonNode, Progress> reader) throws InterruptedException {
        HttpOutcome outcome = get(url);
        if (outcome instanceof HttpOutcome.Received received && received.status() == NOT_FOUND) {
            return new Progress.Gone(problem(outcome));
        }
        return isOk(outcome) ? reader.apply(json(outcome)) : new Progress.Unavailable(problem(outcome));
    }

    static boolean isOk(HttpOutcome outcome) {
        return outcome instanceof HttpOutcome.Received received
                && received.status() == OK
                && CompletionResponse.refusalInSuccess(received, null).isEmpty();
    }

    /** The body of a response; an empty node if it is not JSON. */
    static JsonNode json(HttpOutcome outcome) {
        try {
            return Json.mapper().readTree(((HttpOutcome.Received) outcome).body());
        } catch (JsonProcessingException e) {
            return Json.mapper().missingNode();
        }
    }

    ServerRefusal refusal(HttpOutcome.Received received) {
        return CompletionResponse.refusalInSuccess(received, key)
                .orElseGet(() -> CompletionResponse.refusal(received, key));
    }

    /** Why there is no usable response, in one line without the key. */
    String problem(HttpOutcome outcome) {
        return outcome instanceof HttpOutcome.Received received
                ? "(" + received.status() + "): " + refusal(received).message()
                : masked(detail(outcome));
    }

    static String detail(HttpOutcome outcome) {
        return outcome instanceof HttpOutcome.Unreached unreached
                ? unreached.detail()
                : ((HttpOutcome.Lost) outcome).detail();
    }

    /** A text of the provider as one line without the key. */
    String masked(String text) {
        return ErrorMessage.of(text, key, MOST_WORDS);
    }
}

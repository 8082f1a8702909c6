package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.teacher.waiting.Waits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends one request and says what became of it. Nothing is tried again here, and the time limit holds for the whole answer
 * with its last byte.
 */
final class ChatEndpoint {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int LONGEST_MESSAGE = 200;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final InstantSource clock;

    ChatEndpoint(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Where requests to a server go.
     *
     * @throws IllegalArgumentException if that is no URL
     */
    static URI uri(String baseUrl) {
        URI uri = URI.create(baseUrl.strip().replaceAll("/+$", "") + "/chat/completions");
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("not an http or https URL");
        }
        return uri;
    }

    /** @param key for the Authorization header; null for none */
    ChatReply send(URI uri, String key, String body, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(request.build(), BodyHandlers.ofString());
        try {
            return read(response.get(timeout.toMillis(), TimeUnit.MILLISECONDS), key);
        } catch (TimeoutException e) {
            response.cancel(true);
            return new ChatReply.Lost("no answer within " + timeout.toSeconds() + " s");
        } catch (InterruptedException e) {
            response.cancel(true);
            throw Waits.interrupted();
        } catch (ExecutionException e) {
            return failure(e.getCause());
        }
    }

    private static ChatReply failure(Throwable cause) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return new ChatReply.Unreached("no connection" + because(cause));
        }
        if (cause instanceof IOException) {
            return new ChatReply.Lost("the connection broke" + because(cause));
        }
        throw new IllegalStateException("the request could not be sent", cause);
    }

    private static String because(Throwable cause) {
        return cause.getMessage() == null ? "" : ": " + oneLine(cause.getMessage(), null);
    }

    private ChatReply read(HttpResponse<String> response, String key) {
        return response.statusCode() == 200 ? answer(response.body()) : refusal(response, key);
    }

    private static ChatReply answer(String body) {
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            return new ChatReply.Lost("the answer is no JSON");
        }
        JsonNode choice = tree.path("choices").path(0);
        if (!choice.path("message").isObject()) {
            return new ChatReply.Lost("the answer holds no message");
        }
        JsonNode usage = tree.path("usage");
        boolean counted = isCount(usage.path("prompt_tokens")) && isCount(usage.path("completion_tokens"));
        return new ChatReply.Answered(
                tree.path("model").asText(""),
                choice.path("message").path("content").asText(""),
                counted
                        ? new ChatReply.Usage(
                                usage.path("prompt_tokens").intValue(),
                                usage.path("completion_tokens").intValue())
                        : null,
                choice.path("finish_reason").asText(""));
    }

    private static boolean isCount(JsonNode node) {
        return node.canConvertToInt() && node.intValue() >= 0;
    }

    private ChatReply refusal(HttpResponse<String> response, String key) {
        JsonNode error;
        try {
            error = Json.mapper().readTree(response.body()).path("error");
        } catch (JsonProcessingException e) {
            error = Json.mapper().missingNode();
        }
        String message = error.path("message").asText(response.body());
        return new ChatReply.Refused(
                response.statusCode(),
                RetryAfter.parse(response.headers().firstValue("Retry-After").orElse(null), clock.instant()),
                error.path("code").asText(""),
                error.path("param").asText(""),
                oneLine(message, key));
    }

    /** Servers quote what they were sent; a key must not come back that way. */
    private static String oneLine(String text, String key) {
        String line = text.strip().replaceAll("\\s+", " ");
        String safe = key == null || key.isEmpty() ? line : line.replace(key, "(key)");
        return safe.length() <= LONGEST_MESSAGE ? safe : safe.substring(0, LONGEST_MESSAGE) + "...";
    }
}

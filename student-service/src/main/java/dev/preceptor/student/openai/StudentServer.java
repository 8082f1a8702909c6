package dev.preceptor.student.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one request and says what became of it; nothing is tried again here. Safe for many threads. */
final class StudentServer {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int LONGEST_MESSAGE = 300;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

    ServerReply send(ServerRequest request) {
        HttpRequest.Builder http = HttpRequest.newBuilder(request.uri())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(request.body()));
        if (request.key() != null) {
            http.header("Authorization", "Bearer " + request.key());
        }
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(http.build(), BodyHandlers.ofString());
        underWay.add(response);
        try {
            // The limit is for the whole answer with its last byte, which HttpRequest's own timeout is not.
            return read(response.get(request.timeout().toMillis(), TimeUnit.MILLISECONDS), request.key());
        } catch (TimeoutException e) {
            response.cancel(true);
            return new ServerReply.Failed(
                    "no answer within " + request.timeout().toSeconds() + " s");
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            return new ServerReply.Failed("interrupted");
        } catch (CancellationException e) {
            return new ServerReply.Failed("broken off");
        } catch (ExecutionException e) {
            String message = e.getCause().getMessage();
            return new ServerReply.Failed("no connection, or it broke" + (message == null ? "" : ": " + message));
        } finally {
            underWay.remove(response);
        }
    }

    /** Ends what is under way. */
    void breakOff() {
        underWay.forEach(response -> response.cancel(true));
    }

    private static ServerReply read(HttpResponse<String> response, String key) {
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(response.body());
        } catch (JsonProcessingException e) {
            tree = Json.mapper().missingNode();
        }
        if (response.statusCode() != 200) {
            String message = tree.path("error").path("message").asText(response.body());
            return new ServerReply.Refused(
                    response.statusCode(),
                    retryAfter(response.headers().firstValue("Retry-After").orElse("")),
                    oneLine(message, key));
        }
        JsonNode choice = tree.path("choices").path(0);
        JsonNode text = choice.has("message") ? choice.path("message").path("content") : choice.path("text");
        if (!text.isTextual()) {
            return new ServerReply.Failed("the answer holds no text");
        }
        JsonNode usage = tree.path("usage");
        return new ServerReply.Answered(
                text.asText(),
                usage.path("prompt_tokens").asInt(0),
                usage.path("completion_tokens").asInt(0),
                choice.path("finish_reason").asText(""));
    }

    /** RFC 9110, section 10.2.3: seconds or a date; null where it is neither. */
    private static Duration retryAfter(String header) {
        String value = header.strip();
        try {
            return value.matches("\\d+(\\.\\d+)?")
                    ? Duration.ofMillis((long) Math.ceil(Double.parseDouble(value) * 1_000))
                    : until(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Duration until(Instant then) {
        Duration rest = Duration.between(Instant.now(), then);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /** Servers quote what they were sent; a key must not come back that way. */
    private static String oneLine(String text, String key) {
        String line = text.strip().replaceAll("\\s+", " ");
        String safe = key == null ? line : line.replace(key, "(key)");
        return safe.length() <= LONGEST_MESSAGE ? safe : safe.substring(0, LONGEST_MESSAGE) + "...";
    }
}

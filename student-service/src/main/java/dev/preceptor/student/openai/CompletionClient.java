package dev.preceptor.student.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.httpclient.ErrorMessage;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import java.time.InstantSource;

/** Sends one request to an OpenAI-compatible server and parses the response, without retries. Safe for use by many threads. */
final class CompletionClient {

    private static final int MAX_MESSAGE_LENGTH = 300;

    private final ModelServerClient http = new ModelServerClient(InstantSource.system());

    /** Blocks until the whole response has arrived, the request's timeout has passed, or {@link #cancelAll} is called. */
    ServerReply send(ServerRequest request) {
        HttpOutcome outcome;
        try {
            outcome = http.postJson(request.uri(), request.key(), request.body(), request.timeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ServerReply.Failed("interrupted");
        }
        if (outcome instanceof HttpOutcome.Received received) {
            return parse(received, request.key());
        }
        return new ServerReply.Failed(
                outcome instanceof HttpOutcome.Unreached unreached
                        ? unreached.detail()
                        : ((HttpOutcome.Lost) outcome).detail());
    }

    /** Cancels all requests in flight. */
    void cancelAll() {
        http.cancelAll();
    }

    private static ServerReply parse(HttpOutcome.Received response, String key) {
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(response.body());
        } catch (JsonProcessingException e) {
            tree = Json.mapper().missingNode();
        }
        if (response.status() != 200) {
            String message = tree.path("error").path("message").asText(response.body());
            return new ServerReply.Refused(
                    response.status(), response.retryAfter(), ErrorMessage.of(message, key, MAX_MESSAGE_LENGTH));
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
}

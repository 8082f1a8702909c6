package dev.preceptor.student.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.httpclient.completion.CompletionReply;
import dev.preceptor.httpclient.completion.CompletionResponse;
import dev.preceptor.httpclient.completion.TokenUsage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Sends one request to an OpenAI-compatible server and parses the response, without retries. Safe for use by many threads. */
final class CompletionClient {

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
            return reply(CompletionResponse.parse(received, request.key()), tree(received.body()));
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

    /** @param body what servers add to the answer; a missing node where there is nothing */
    private static ServerReply reply(CompletionReply parsed, JsonNode body) {
        if (parsed instanceof CompletionReply.Answered answered) {
            return answered(answered.completion(), body);
        }
        return parsed instanceof CompletionReply.Refused refused
                ? new ServerReply.Refused(refused.refusal())
                : new ServerReply.Failed(((CompletionReply.Unreadable) parsed).detail());
    }

    /** A model that is cut off while it reasons has answered: it failed the task. */
    private static ServerReply answered(Completion completion, JsonNode body) {
        TokenUsage usage = completion.usage();
        return new ServerReply.Answered(
                completion.textOrReasoning(),
                usage == null ? 0 : usage.promptTokens(),
                usage == null ? 0 : usage.completionTokens(),
                completion.finishReason(),
                // SGLang's
                body.path("metadata").path("weight_version").asText(null),
                tokens(body.path("choices").path(0).path("token_ids")));
    }

    /** Those of vLLM's parameter return_token_ids; null in the responses of other servers. */
    private static List<Integer> tokens(JsonNode ids) {
        if (!ids.isArray()) {
            return null;
        }
        List<Integer> tokens = new ArrayList<>();
        for (JsonNode id : ids) {
            if (!id.isInt()) {
                return null;
            }
            tokens.add(id.intValue());
        }
        return List.copyOf(tokens);
    }

    private static JsonNode tree(String body) {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            // A stream of events, which was parsed otherwise.
            return MissingNode.getInstance();
        }
    }
}

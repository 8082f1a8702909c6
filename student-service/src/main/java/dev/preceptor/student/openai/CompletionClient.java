package dev.preceptor.student.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.httpclient.completion.CompletionReply;
import dev.preceptor.httpclient.completion.CompletionResponse;
import dev.preceptor.httpclient.completion.TokenUsage;
import java.time.InstantSource;

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
            return reply(CompletionResponse.parse(received, request.key()), received.body());
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

    private static ServerReply reply(CompletionReply parsed, String body) {
        if (parsed instanceof CompletionReply.Answered answered) {
            return answered(answered.completion(), weights(body));
        }
        return parsed instanceof CompletionReply.Refused refused
                ? new ServerReply.Refused(refused.refusal())
                : new ServerReply.Failed(((CompletionReply.Unreadable) parsed).detail());
    }

    /** A model that is cut off while it reasons has answered: it failed the task. */
    private static ServerReply answered(Completion completion, String weights) {
        TokenUsage usage = completion.usage();
        return new ServerReply.Answered(
                completion.textOrReasoning(),
                usage == null ? 0 : usage.promptTokens(),
                usage == null ? 0 : usage.completionTokens(),
                completion.finishReason(),
                weights);
    }

    /** SGLang's {@code metadata.weight_version}; null in the responses of other servers. */
    private static String weights(String body) {
        try {
            return Json.mapper()
                    .readTree(body)
                    .path("metadata")
                    .path("weight_version")
                    .asText(null);
        } catch (JsonProcessingException e) {
            // A stream of events, which was parsed otherwise.
            return null;
        }
    }
}

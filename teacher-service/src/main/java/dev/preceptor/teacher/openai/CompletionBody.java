package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.httpclient.completion.Dialect;
import dev.preceptor.teacher.chat.ChatRequest;

/** The body of a request for a chat completion, by itself or as a line of a batch. */
public final class CompletionBody {

    private CompletionBody() {}

    public static ObjectNode of(ChatRequest request, Dialect dialect) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("model", request.teacher().model());
        body.set("messages", Json.mapper().valueToTree(request.messages()));
        body.put(dialect.maxTokensParameter(), request.teacher().maxTokens().intValue());
        if (dialect.sendsTemperature()) {
            body.put("temperature", request.temperature());
        }
        return body;
    }

    /** Adds that the answer's log-probabilities are asked for. */
    static void askForLogprobs(ObjectNode body, int likeliest) {
        body.put("logprobs", true);
        body.put("top_logprobs", likeliest);
        // A parameter of vLLM: tokens are written as token_id:7. Their texts do not tell which tokens they are.
        body.put("return_tokens_as_token_ids", true);
    }
}

package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.chat.ChatEndpoint;
import dev.preceptor.teacher.chat.ChatReply;
import dev.preceptor.teacher.chat.ChatRequest;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** OpenAI's Chat Completions API, which many servers implement. */
public final class OpenAiEndpoint implements ChatEndpoint {

    private final URI uri;
    private final ModelServerClient client;
    private final AtomicReference<Dialect> dialect = new AtomicReference<>(Dialect.DEFAULT);

    /** @throws IllegalArgumentException if the teacher's base URL is not an http or https URL */
    public OpenAiEndpoint(TeacherSpecification teacher, ModelServerClient client) {
        this.uri = ModelServerClient.uri(teacher.baseUrl(), "/chat/completions");
        this.client = client;
    }

    @Override
    public ChatReply send(ChatRequest request, String key) {
        Duration timeout = Duration.ofSeconds(request.teacher().timeoutSeconds());
        HttpOutcome outcome;
        try {
            outcome = client.postJson(uri, key, body(request, dialect.get()), timeout);
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        }
        return outcome instanceof HttpOutcome.Received received && received.status() == 200
                ? answer(received.body())
                : ChatReply.failure(outcome, key);
    }

    @Override
    public boolean adaptTo(ChatReply.Refused refused) {
        Dialect current = dialect.get();
        Dialect next = current.after(refused);
        return !next.equals(current) && dialect.compareAndSet(current, next);
    }

    private static String body(ChatRequest request, Dialect dialect) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("model", request.teacher().model());
        body.set("messages", Json.mapper().valueToTree(request.messages()));
        body.put(dialect.maxTokensParameter(), request.teacher().maxTokens().intValue());
        if (dialect.sendsTemperature()) {
            body.put("temperature", request.temperature());
        }
        body.put("stream", false);
        return body.toString();
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
        return new ChatReply.Answered(
                tree.path("model").asText(""),
                choice.path("message").path("content").asText(""),
                usage(tree.path("usage")),
                choice.path("finish_reason").asText(""));
    }

    private static ChatReply.Usage usage(JsonNode usage) {
        JsonNode prompt = usage.path("prompt_tokens");
        JsonNode completion = usage.path("completion_tokens");
        if (!isCount(prompt) || !isCount(completion)) {
            return null;
        }
        JsonNode cached = usage.path("prompt_tokens_details").path("cached_tokens");
        int cachedTokens = isCount(cached) ? Math.min(cached.intValue(), prompt.intValue()) : 0;
        return new ChatReply.Usage(prompt.intValue(), completion.intValue(), cachedTokens);
    }

    private static boolean isCount(JsonNode node) {
        return node.canConvertToInt() && node.intValue() >= 0;
    }
}

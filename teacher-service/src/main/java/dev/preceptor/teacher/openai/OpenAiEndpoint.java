package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.chat.ChatEndpoint;
import dev.preceptor.teacher.chat.ChatReply;
import dev.preceptor.teacher.chat.ChatRequest;
import dev.preceptor.teacher.http.HttpOutcome;
import dev.preceptor.teacher.http.HttpTransport;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** OpenAI's chat completions, as many servers speak them. */
public final class OpenAiEndpoint implements ChatEndpoint {

    private final URI uri;
    private final HttpTransport transport;
    private final AtomicReference<Dialect> dialect = new AtomicReference<>(Dialect.USUAL);

    /** @throws IllegalArgumentException if the teacher's base URL is none */
    public OpenAiEndpoint(TeacherSpecification teacher, HttpTransport transport) {
        this.uri = HttpTransport.uri(teacher.baseUrl(), "/chat/completions");
        this.transport = transport;
    }

    @Override
    public ChatReply send(ChatRequest request, String key) {
        Map<String, List<String>> headers = new HashMap<>(
                Map.of("Content-Type", List.of("application/json"), "Accept", List.of("application/json")));
        if (key != null) {
            headers.put("Authorization", List.of("Bearer " + key));
        }
        Duration timeout = Duration.ofSeconds(request.teacher().timeoutSeconds());
        HttpOutcome outcome = transport.post(uri, headers, body(request, dialect.get()), timeout);
        return outcome instanceof HttpOutcome.Received received && received.status() == 200
                ? answer(received.body())
                : ChatReply.without(outcome, key);
    }

    @Override
    public boolean learns(ChatReply.Refused refused) {
        Dialect spoken = dialect.get();
        Dialect next = spoken.after(refused);
        return !next.equals(spoken) && dialect.compareAndSet(spoken, next);
    }

    private static String body(ChatRequest request, Dialect dialect) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("model", request.teacher().model());
        body.set("messages", Json.mapper().valueToTree(request.messages()));
        body.put(dialect.limit(), request.teacher().maxTokens().intValue());
        if (dialect.temperature()) {
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
        int read = isCount(cached) ? Math.min(cached.intValue(), prompt.intValue()) : 0;
        return new ChatReply.Usage(prompt.intValue(), completion.intValue(), read);
    }

    private static boolean isCount(JsonNode node) {
        return node.canConvertToInt() && node.intValue() >= 0;
    }
}

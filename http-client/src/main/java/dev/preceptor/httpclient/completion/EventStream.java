package dev.preceptor.httpclient.completion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.httpclient.HttpOutcome;
import java.util.List;
import java.util.Optional;

/**
 * Assembles the response that a stream of server-sent events stands for. Some servers stream although the request says
 * {@code "stream": false}.
 */
final class EventStream {

    private static final List<String> TEXTS = List.of("content", "reasoning_content", "reasoning", "refusal");
    private static final String DATA = "data:";

    private final ObjectMapper mapper;
    private final ObjectNode response;
    private final ObjectNode choice;
    private boolean ended;

    private EventStream(ObjectMapper mapper) {
        this.mapper = mapper;
        this.response = mapper.createObjectNode();
        this.choice = mapper.createObjectNode();
    }

    static boolean isOne(HttpOutcome.Received response) {
        String body = response.body().stripLeading();
        return WebPage.contentType(response).contains("text/event-stream") && !body.startsWith("{")
                || body.startsWith(DATA)
                || body.startsWith("event:");
    }

    /** The response as it would be without streaming; empty where the stream ends too early. */
    static Optional<JsonNode> assemble(ObjectMapper mapper, String body) {
        EventStream stream = new EventStream(mapper);
        for (String line : body.split("\\R")) {
            if (line.startsWith(DATA)) {
                stream.add(line.substring(DATA.length()).strip());
            }
        }
        if (!stream.choice.isEmpty()) {
            stream.response.putArray("choices").add(stream.choice);
        }
        return stream.ended ? Optional.of(stream.response) : Optional.empty();
    }

    private void add(String data) {
        if (data.equals("[DONE]")) {
            ended = true;
            return;
        }
        JsonText.read(mapper, data).ifPresent(chunk -> {
            for (String field : List.of("model", "usage", "error")) {
                if (chunk.hasNonNull(field)) {
                    response.set(field, chunk.get(field));
                }
            }
            ended |= chunk.hasNonNull("error");
            addChoice(chunk.path("choices").path(0));
        });
    }

    private void addChoice(JsonNode part) {
        if (part.hasNonNull("finish_reason")) {
            choice.set("finish_reason", part.get("finish_reason"));
            ended = true;
        }
        if (part.hasNonNull("error")) {
            choice.set("error", part.get("error"));
            ended = true;
        }
        if (part.path("text").isTextual()) {
            append(choice, "text", part.get("text").asText());
        }
        JsonNode delta = part.path(part.has("message") ? "message" : "delta");
        if (delta.isObject()) {
            ObjectNode message =
                    choice.has("message") ? (ObjectNode) choice.get("message") : choice.putObject("message");
            for (String field : TEXTS) {
                if (delta.path(field).isTextual()) {
                    append(message, field, delta.get(field).asText());
                } else if (delta.path(field).isArray()) {
                    parts(message, field).addAll((ArrayNode) delta.get(field));
                }
            }
            if (delta.hasNonNull("tool_calls") && !message.has("tool_calls")) {
                message.set("tool_calls", delta.get("tool_calls"));
            }
        }
    }

    private static void append(ObjectNode object, String field, String more) {
        object.put(field, object.path(field).asText("") + more);
    }

    private static ArrayNode parts(ObjectNode message, String field) {
        return message.path(field).isArray() ? (ArrayNode) message.get(field) : message.putArray(field);
    }
}

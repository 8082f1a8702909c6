package dev.preceptor.httpclient.completion;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The texts of a chat message: a string, or a list of parts such as {@code {"type": "text", "text": ...}}. */
final class MessageContent {

    private static final List<String> REASONING_TYPES = List.of("thinking", "reasoning", "redacted_thinking");
    private static final List<String> REASONING_FIELDS =
            List.of("reasoning_content", "reasoning", "thinking", "reasoning_details");

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private String refusal = "";

    private MessageContent() {}

    static MessageContent of(JsonNode message) {
        MessageContent content = new MessageContent();
        content.add(message.path("content"), false);
        for (String field : REASONING_FIELDS) {
            if (content.reasoning.isEmpty()) {
                content.add(message.path(field), true);
            }
        }
        content.refusal = message.path("refusal").asText(content.refusal);
        return content;
    }

    String text() {
        return text.toString();
    }

    String reasoning() {
        return reasoning.toString();
    }

    /** The model's refusal in words; empty where there is none. */
    String refusal() {
        return refusal;
    }

    private void add(JsonNode content, boolean isReasoning) {
        if (content.isTextual()) {
            (isReasoning ? reasoning : text).append(content.asText());
        } else if (content.isArray()) {
            content.forEach(part -> add(part, isReasoning));
        } else if (content.isObject()) {
            addPart(content, isReasoning);
        }
    }

    private void addPart(JsonNode part, boolean isReasoning) {
        String type = part.path("type").asText("");
        if (type.equals("refusal")) {
            refusal = part.path("refusal").asText("");
            return;
        }
        boolean reasons = isReasoning || REASONING_TYPES.stream().anyMatch(type::startsWith);
        for (String field : List.of("text", "thinking", "reasoning", "content", "summary")) {
            if (part.hasNonNull(field)) {
                add(part.get(field), reasons);
                return;
            }
        }
    }
}

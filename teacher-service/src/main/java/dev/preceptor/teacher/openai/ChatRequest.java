package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.prompt.ChatMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One request for a completion of a chat, and what it can cost. */
record ChatRequest(TeacherSpecification teacher, List<ChatMessage> messages, double temperature) {

    // Role marks and separators of a message in a chat template.
    private static final int TOKENS_PER_MESSAGE = 16;
    // What a template puts before the first message and after the last (Llama 3 adds two dates, for example).
    private static final int TOKENS_PER_REQUEST = 64;

    /** The body that the server is sent. */
    String body(Dialect dialect) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("model", teacher.model());
        body.set("messages", Json.mapper().valueToTree(messages));
        body.put(dialect.limit(), teacher.maxTokens().intValue());
        if (dialect.temperature()) {
            body.put("temperature", temperature);
        }
        body.put("stream", false);
        return body.toString();
    }

    /**
     * An upper bound, in nanodollars. A tokeniser over bytes never makes more tokens than the text has bytes in UTF-8, so
     * the prompt counts at its bytes and an allowance for the template, and the answer at the limit that is sent along.
     */
    long greatestCost() {
        long promptTokens = TOKENS_PER_REQUEST;
        for (ChatMessage message : messages) {
            promptTokens += TOKENS_PER_MESSAGE + message.content().getBytes(StandardCharsets.UTF_8).length;
        }
        return Money.cost(teacher.pricePerMillionTokens(), promptTokens, teacher.maxTokens());
    }
}

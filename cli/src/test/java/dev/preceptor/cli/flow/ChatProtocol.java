package dev.preceptor.cli.flow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What an OpenAI-compatible server says. */
final class ChatProtocol {

    private ChatProtocol() {}

    /** A chat completion with one choice. */
    static String completion(String model, String content, int promptTokens, int completionTokens) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", model);
        body.putArray("choices")
                .addObject()
                .put("finish_reason", "stop")
                .putObject("message")
                .put("role", "assistant")
                .put("content", content);
        body.putObject("usage").put("prompt_tokens", promptTokens).put("completion_tokens", completionTokens);
        return body.toString();
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}

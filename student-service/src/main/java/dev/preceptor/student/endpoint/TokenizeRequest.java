package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;

/**
 * A request of {@code POST /tokenize} in vLLM's form: which tokens a text or a chat has.
 *
 * @param text null if it is a chat
 * @param specialTokens whether the tokens are added that the model wants around a text; the default
 * @param chat the chat, whose tokens end where the answer begins; null if it is a text
 */
record TokenizeRequest(String model, String text, boolean specialTokens, Prompt chat) {

    /** @throws ApiException with the invalid parameter */
    static TokenizeRequest read(String text) {
        JsonNode body;
        try {
            body = Json.mapper().readTree(text == null ? "" : text);
        } catch (JsonProcessingException e) {
            throw ApiException.invalid(null, "the body is no JSON");
        }
        if (!body.path("model").isTextual()) {
            throw ApiException.invalid("model", "model is required: a name that GET /v1/models lists");
        }
        String model = body.get("model").asText();
        if (body.has("messages")) {
            return new TokenizeRequest(model, null, false, chat(body));
        }
        if (!body.path("prompt").isTextual()) {
            throw ApiException.invalid("prompt", "prompt or messages are required: a text, or a chat");
        }
        return new TokenizeRequest(
                model,
                body.get("prompt").asText(),
                body.path("add_special_tokens").asBoolean(true),
                null);
    }

    private static Prompt chat(JsonNode body) {
        if (!body.path("add_generation_prompt").asBoolean(true)) {
            throw ApiException.invalid(
                    "add_generation_prompt",
                    "add_generation_prompt must be true: a chat is tokenised up to its answer");
        }
        return PromptReader.chat(body.get("messages"), body.get("chat_template_kwargs"));
    }

    /** @param context the greatest number of tokens of a prompt and its answer */
    ObjectNode answer(Tokenizer tokenizer, int context) {
        int[] tokens = chat == null ? tokenizer.encode(text, specialTokens) : chat.encode(tokenizer);
        ObjectNode body =
                Json.mapper().createObjectNode().put("count", tokens.length).put("max_model_len", context);
        body.set("tokens", Json.mapper().valueToTree(tokens));
        return body;
    }
}

package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;

/**
 * A request of {@code POST /tokenize} in vLLM's form: which tokens a text has.
 *
 * @param specialTokens whether the tokens are added that the model wants around a text; the default
 */
record TokenizeRequest(String model, String prompt, boolean specialTokens) {

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
        if (!body.path("prompt").isTextual()) {
            throw ApiException.invalid("prompt", "prompt is required: a text");
        }
        return new TokenizeRequest(
                body.get("model").asText(),
                body.get("prompt").asText(),
                body.path("add_special_tokens").asBoolean(true));
    }

    /** @param context the greatest number of tokens of a prompt and its answer */
    ObjectNode answer(Tokenizer tokenizer, int context) {
        int[] tokens = tokenizer.encode(prompt, specialTokens);
        ObjectNode body =
                Json.mapper().createObjectNode().put("count", tokens.length).put("max_model_len", context);
        body.set("tokens", Json.mapper().valueToTree(tokens));
        return body;
    }
}

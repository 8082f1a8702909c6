package dev.preceptor.httpclient.completion;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.httpclient.ErrorMessage;
import dev.preceptor.httpclient.HttpOutcome;
import java.util.Optional;

/**
 * Reads the response of SGLang's {@code POST /generate} to a prompt of token ids. Refusals and failures are read as in
 * {@link CompletionResponse}.
 *
 * <p>{@code meta_info.input_token_logprobs} is a list of {@code [log-probability, token id, text]} of the prompt's own tokens from
 * {@code logprob_start_len} on; the first has null in place of the log-probability. {@code meta_info.input_top_logprobs} has the likeliest tokens
 * at each of them in the same form, and null at the first. Both become {@code prompt_logprobs} in vLLM's form: an object by token id for each token
 * of the prompt.
 */
public final class GenerateResponse {

    // SGLang writes log-probabilities that are no numbers as NaN or -Infinity.
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final int OK = 200;
    private static final int MAX_MESSAGE_LENGTH = 300;

    private GenerateResponse() {}

    /**
     * @param start the {@code logprob_start_len} that was sent
     * @param sent the number of tokens of the prompt
     * @param key removed from messages; null for none
     */
    public static CompletionReply parse(HttpOutcome.Received response, int start, int sent, String key) {
        if (response.status() != OK) {
            return new CompletionReply.Refused(CompletionResponse.refusal(response, key));
        }
        Optional<ServerRefusal> refusal = CompletionResponse.refusalInSuccess(response, key);
        if (refusal.isPresent()) {
            return new CompletionReply.Refused(refusal.get());
        }
        return JsonText.read(MAPPER, response.body())
                .map(tree -> parse(tree, start, sent, key))
                .orElseGet(() -> new CompletionReply.Unreadable(JsonText.problem(MAPPER, response.body(), key)));
    }

    private static CompletionReply parse(JsonNode tree, int start, int sent, String key) {
        JsonNode meta = tree.path("meta_info");
        JsonNode reason = meta.path("finish_reason");
        if (!meta.isObject()) {
            return new CompletionReply.Unreadable("the response holds no meta_info");
        }
        if (reason.path("type").asText("").equals("abort")) {
            return new CompletionReply.Unreadable("the server aborted the request: "
                    + ErrorMessage.of(reason.path("message").asText("no message"), key, MAX_MESSAGE_LENGTH));
        }
        return new CompletionReply.Answered(new Completion(
                "",
                tree.path("text").asText(""),
                "",
                null,
                usage(meta),
                reason.path("type").asText(""),
                MissingNode.getInstance(),
                promptLogprobs(meta, start, sent)));
    }

    private static TokenUsage usage(JsonNode meta) {
        JsonNode prompt = meta.path("prompt_tokens");
        JsonNode completion = meta.path("completion_tokens");
        if (!prompt.canConvertToInt() || !completion.canConvertToInt()) {
            return null;
        }
        int cached = Math.min(Math.max(0, meta.path("cached_tokens").asInt(0)), prompt.intValue());
        TokenUsage usage = new TokenUsage(prompt.intValue(), completion.intValue(), cached);
        return usage.isPlausible(false) ? usage : null;
    }

    private static JsonNode promptLogprobs(JsonNode meta, int start, int sent) {
        JsonNode own = meta.path("input_token_logprobs");
        JsonNode likeliest = meta.path("input_top_logprobs");
        if (!own.isArray()) {
            return MissingNode.getInstance();
        }
        ArrayNode entries = MAPPER.createArrayNode();
        // A server that ignores the start reports the whole prompt.
        for (int before = 0; before < start && own.size() != sent; before++) {
            entries.addNull();
        }
        for (int i = 0; i < own.size(); i++) {
            entries.add(entry(own.get(i), likeliest.path(i)));
        }
        return entries;
    }

    private static JsonNode entry(JsonNode own, JsonNode likeliest) {
        if (own.path(0).isNull()) {
            return MAPPER.nullNode();
        }
        ObjectNode entry = MAPPER.createObjectNode();
        likeliest.forEach(token -> add(entry, token));
        add(entry, own);
        return entry;
    }

    private static void add(ObjectNode entry, JsonNode token) {
        entry.putObject(token.path(1).asText()).set("logprob", token.path(0));
    }
}

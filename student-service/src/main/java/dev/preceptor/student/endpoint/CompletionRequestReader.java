package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.languagemodel.generation.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Parses a request's body. Parameters that would change the answer and are not supported are refused; other unknown parameters, such
 * as {@code user}, are ignored, as other servers do.
 */
final class CompletionRequestReader {

    /** OpenAI's default for completions; chats have none. */
    private static final int DEFAULT_COMPLETION_TOKENS = 16;

    private static final int MAX_STOP_SEQUENCES = 16;

    /** OpenAI and vLLM (--max-logprobs) allow 20. */
    private static final int MAX_LIKELIEST_TOKENS = 100;

    private static final double MAX_TEMPERATURE = 2;

    private final boolean chat;
    private final JsonNode body;

    private CompletionRequestReader(boolean chat, JsonNode body) {
        this.chat = chat;
        this.body = body;
    }

    /**
     * @param chat whether it is a chat request
     * @throws ApiException with the invalid parameter
     */
    static CompletionRequest read(boolean chat, String text) {
        try {
            JsonNode body = Json.mapper().readTree(text == null ? "" : text);
            if (body == null || !body.isObject()) {
                throw ApiException.invalid(null, "the body is no JSON object");
            }
            return new CompletionRequestReader(chat, body).request();
        } catch (JsonProcessingException e) {
            throw ApiException.invalid(
                    null,
                    "the body is no JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    private CompletionRequest request() {
        refuseUnsupported();
        JsonNode model = body.path("model");
        if (!model.isTextual() || model.asText().isBlank()) {
            throw ApiException.invalid("model", "model is required: a name that GET /v1/models lists");
        }
        return new CompletionRequest(
                chat,
                model.asText(),
                chat
                        ? List.of(PromptReader.chat(body.get("messages"), body.get("chat_template_kwargs")))
                        : PromptReader.prompts(body.get("prompt")),
                generation(),
                scores(),
                flag(body, "stream"),
                flag(body.path("stream_options"), "include_usage"));
    }

    private CompletionRequest.Generation generation() {
        return new CompletionRequest.Generation(
                integer("n", 1, 1),
                new Sampling(number("temperature", 1, 0, MAX_TEMPERATURE), topP(), 0),
                maxTokens(),
                seed(),
                stops());
    }

    private RequestedScores scores() {
        Integer generated = chat ? chatLogProbabilities() : count("logprobs");
        RequestedScores scores = new RequestedScores(
                count("prompt_logprobs"),
                integer("logprob_start_len", 0, 0),
                generated,
                flag(body, "return_token_ids"),
                flag(body, "return_tokens_as_token_ids"));
        if (scores.any() && flag(body, "stream")) {
            String parameter =
                    scores.prompt() != null ? "prompt_logprobs" : generated != null ? "logprobs" : "return_token_ids";
            throw ApiException.invalid(parameter, parameter + " is not supported for a stream");
        }
        return scores;
    }

    private Integer chatLogProbabilities() {
        boolean requested = flag(body, "logprobs");
        Integer likeliest = count("top_logprobs");
        if (!requested && likeliest != null && likeliest > 0) {
            throw ApiException.invalid("top_logprobs", "top_logprobs needs logprobs: true");
        }
        return requested ? Integer.valueOf(likeliest == null ? 0 : likeliest) : null;
    }

    private Integer count(String parameter) {
        if (!isPresent(parameter) || body.path(parameter).equals(no())) {
            return null;
        }
        int count = integer(parameter, 0, 0);
        if (count > MAX_LIKELIEST_TOKENS) {
            throw ApiException.invalid(parameter, parameter + " is " + count + "; at most " + MAX_LIKELIEST_TOKENS);
        }
        return count;
    }

    private void refuseUnsupported() {
        refuse("echo", isTrue("echo"), "the prompt is not repeated here");
        refuse("suffix", !body.path("suffix").asText("").isEmpty(), "text is continued at its end only");
        refuse(
                "best_of",
                isPresent("best_of")
                        && body.path("best_of").asInt() != body.path("n").asInt(1),
                "use n");
        refuse("logit_bias", !body.path("logit_bias").isEmpty(), "tokens cannot be favoured");
        refuse("frequency_penalty", body.path("frequency_penalty").asDouble(0) != 0, "only 0 is known");
        refuse("presence_penalty", body.path("presence_penalty").asDouble(0) != 0, "only 0 is known");
        refuse("tools", !body.path("tools").isEmpty(), "the model calls no tools");
        refuse("functions", !body.path("functions").isEmpty(), "the model calls no functions");
        refuse(
                "response_format",
                !body.path("response_format").path("type").asText("text").equals("text"),
                "only text is known");
    }

    private static void refuse(String parameter, boolean requested, String reason) {
        if (requested) {
            throw ApiException.invalid(parameter, parameter + " is not supported: " + reason);
        }
    }

    private static JsonNode no() {
        return Json.mapper().getNodeFactory().booleanNode(false);
    }

    private boolean isTrue(String parameter) {
        return body.path(parameter).asBoolean(false);
    }

    private boolean isPresent(String parameter) {
        return body.hasNonNull(parameter);
    }

    private static boolean flag(JsonNode parent, String parameter) {
        JsonNode value = parent.path(parameter);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw ApiException.invalid(parameter, parameter + " must be true or false");
        }
        return value.asBoolean(false);
    }

    private double number(String parameter, double defaultValue, double min, double max) {
        if (!isPresent(parameter)) {
            return defaultValue;
        }
        JsonNode value = body.get(parameter);
        if (!value.isNumber() || value.asDouble() < min || value.asDouble() > max) {
            throw ApiException.invalid(
                    parameter, "%s must be a number from %s to %s".formatted(parameter, plain(min), plain(max)));
        }
        return value.asDouble();
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private double topP() {
        double topP = number("top_p", 1, 0, 1);
        if (topP == 0) {
            throw ApiException.invalid("top_p", "top_p must be above 0; for the likeliest token set temperature to 0");
        }
        return topP;
    }

    private int integer(String parameter, int defaultValue, int min) {
        if (!isPresent(parameter)) {
            return defaultValue;
        }
        JsonNode value = body.get(parameter);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min) {
            throw ApiException.invalid(parameter, parameter + " must be a whole number of at least " + min);
        }
        return value.intValue();
    }

    /** A chat has no limit by default but the context. */
    private int maxTokens() {
        int defaultValue = chat ? Integer.MAX_VALUE : DEFAULT_COMPLETION_TOKENS;
        return integer("max_completion_tokens", integer("max_tokens", defaultValue, 1), 1);
    }

    private long seed() {
        if (!isPresent("seed")) {
            return ThreadLocalRandom.current().nextLong();
        }
        JsonNode value = body.get("seed");
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw ApiException.invalid("seed", "seed must be a whole number of at most 64 bits");
        }
        return value.longValue();
    }

    private List<String> stops() {
        if (!isPresent("stop")) {
            return List.of();
        }
        JsonNode value = body.get("stop");
        List<String> stops = new ArrayList<>();
        for (JsonNode each :
                value.isArray() ? value : Json.mapper().createArrayNode().add(value)) {
            if (!each.isTextual() || each.asText().isEmpty()) {
                throw ApiException.invalid("stop", "stop must be a text or a list of texts, none empty");
            }
            stops.add(each.asText());
        }
        if (stops.size() > MAX_STOP_SEQUENCES) {
            throw ApiException.invalid("stop", "stop has " + stops.size() + " texts; at most " + MAX_STOP_SEQUENCES);
        }
        return stops;
    }
}

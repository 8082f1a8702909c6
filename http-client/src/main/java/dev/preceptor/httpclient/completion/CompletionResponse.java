package dev.preceptor.httpclient.completion;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.preceptor.httpclient.ErrorMessage;
import dev.preceptor.httpclient.HttpOutcome;
import java.util.Optional;

/**
 * Reads the response of an OpenAI-compatible server to a request for a completion, of a chat or of a text. The rules:
 *
 * <ul>
 *   <li>Another status than 200 is a refusal in the server's words.
 *   <li>An error in a response of status 200 counts as the status that its code stands for.
 *   <li>A web page of status 200 comes from something in front of the server: it is a refusal that is neither billed nor worth a retry.
 *   <li>A stream of events is assembled to the response that was asked for.
 *   <li>Anything else that holds no answer is unreadable, and may be billed.
 * </ul>
 */
public final class CompletionResponse {

    // Servers in Python write log-probabilities that are no numbers as NaN or -Infinity; others leave commas behind the
    // last element, or line breaks in texts. The answer beside them is still one.
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();
    private static final int OK = 200;
    private static final int MAX_REFUSAL_LENGTH = 300;

    private CompletionResponse() {}

    /** @param key removed from messages; null for none */
    public static CompletionReply parse(HttpOutcome.Received response, String key) {
        if (response.status() != OK) {
            return new CompletionReply.Refused(refusal(response, key));
        }
        Optional<WebPage> page = WebPage.of(response);
        if (page.isPresent()) {
            return new CompletionReply.Refused(pageInPlaceOfAnswer(page.get(), key));
        }
        if (EventStream.isOne(response)) {
            return EventStream.assemble(MAPPER, response.body())
                    .map(tree -> parse(tree, response, key))
                    .orElseGet(() -> new CompletionReply.Unreadable("the response is a stream that ends too early"));
        }
        return JsonText.read(MAPPER, response.body())
                .map(tree -> parse(tree, response, key))
                .orElseGet(() -> new CompletionReply.Unreadable(JsonText.problem(MAPPER, response.body(), key)));
    }

    /**
     * The refusal that a response with another status than 200 is.
     *
     * @param key removed from the message; null for none
     */
    public static ServerRefusal refusal(HttpOutcome.Received response, String key) {
        return ErrorBody.refusal(MAPPER, response, key);
    }

    /**
     * The refusal in a response of status 200 of any protocol: an error object or a web page; empty where there is none.
     *
     * @param key removed from the message; null for none
     */
    public static Optional<ServerRefusal> refusalInSuccess(HttpOutcome.Received response, String key) {
        Optional<WebPage> page = WebPage.of(response);
        return page.isPresent()
                ? Optional.of(pageInPlaceOfAnswer(page.get(), key))
                : JsonText.read(MAPPER, response.body())
                        .filter(tree -> tree.hasNonNull("error"))
                        .flatMap(tree -> ErrorBody.inSuccess(tree, response, key));
    }

    /** Whether a response is a stream of server-sent events. */
    public static boolean isEventStream(HttpOutcome.Received response) {
        return EventStream.isOne(response);
    }

    private static ServerRefusal pageInPlaceOfAnswer(WebPage page, String key) {
        String message = ErrorMessage.of(page.description(), key, MAX_REFUSAL_LENGTH) + " in place of an answer";
        return new ServerRefusal(OK, null, "", "", message, false);
    }

    private static CompletionReply parse(JsonNode tree, HttpOutcome.Received response, String key) {
        Optional<ServerRefusal> refusal = ErrorBody.inSuccess(tree, response, key);
        if (refusal.isPresent()) {
            return new CompletionReply.Refused(refusal.get());
        }
        JsonNode choice = tree.path("choices").path(0);
        JsonNode message = choice.path("message");
        boolean chat = message.isObject();
        if (!chat && !choice.path("text").isTextual()) {
            return new CompletionReply.Unreadable("the response holds no message");
        }
        MessageContent content = MessageContent.of(chat ? message : MAPPER.missingNode());
        String text = chat ? content.text() : choice.path("text").asText();
        String finishReason = choice.path("finish_reason").asText("");
        String withheld = text.isBlank() ? withheld(message, content, finishReason, key) : null;
        boolean answered =
                withheld != null || !text.isEmpty() || !content.reasoning().isEmpty();
        return new CompletionReply.Answered(new Completion(
                tree.path("model").asText(""),
                text,
                content.reasoning(),
                withheld,
                usage(tree.path("usage"), answered),
                finishReason,
                choice.path("logprobs"),
                choice.path("prompt_logprobs")));
    }

    private static String withheld(JsonNode message, MessageContent content, String finishReason, String key) {
        if (!content.refusal().isBlank()) {
            return "The model refused: " + ErrorMessage.of(content.refusal(), key, MAX_REFUSAL_LENGTH);
        }
        JsonNode call = message.path("tool_calls").path(0).path("function");
        String function = (call.isMissingNode() ? message.path("function_call") : call)
                .path("name")
                .asText("");
        if (!function.isEmpty() || message.path("tool_calls").size() > 0) {
            return "The model called a tool" + (function.isEmpty() ? "" : " ('" + function + "')")
                    + " in place of an answer.";
        }
        return finishReason.equals("content_filter") ? "The server's content filter removed the answer." : null;
    }

    private static TokenUsage usage(JsonNode usage, boolean answered) {
        JsonNode prompt = usage.has("prompt_tokens") ? usage.path("prompt_tokens") : usage.path("input_tokens");
        JsonNode completion =
                usage.has("completion_tokens") ? usage.path("completion_tokens") : usage.path("output_tokens");
        if (!isCount(prompt) || !isCount(completion)) {
            return null;
        }
        JsonNode cached = usage.path("prompt_tokens_details").path("cached_tokens");
        int cachedTokens = isCount(cached) ? Math.min(cached.intValue(), prompt.intValue()) : 0;
        TokenUsage counted = new TokenUsage(prompt.intValue(), completion.intValue(), cachedTokens);
        return counted.isPlausible(answered) ? counted : null;
    }

    private static boolean isCount(JsonNode node) {
        return node.canConvertToInt() && node.intValue() >= 0;
    }
}

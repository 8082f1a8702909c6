package dev.preceptor.httpclient.completion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.httpclient.ErrorMessage;
import dev.preceptor.httpclient.HttpOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The error in a response, in the forms that servers and gateways use. */
final class ErrorBody {

    /** Maximum length of a server's message, in characters. */
    private static final int MAX_MESSAGE_LENGTH = 300;

    private static final int BAD_REQUEST = 400;
    private static final List<String> MESSAGE_FIELDS =
            List.of("message", "msg", "detail", "error_msg", "error_message");
    private static final Map<String, Integer> STATUS_BY_WORD = Map.ofEntries(
            Map.entry("auth", 401),
            Map.entry("api_key", 401),
            Map.entry("permission", 403),
            Map.entry("forbidden", 403),
            Map.entry("not_found", 404),
            Map.entry("rate_limit", 429),
            Map.entry("too_many", 429),
            Map.entry("quota", 429),
            Map.entry("server_error", 500),
            Map.entry("internal", 500),
            Map.entry("api_error", 500),
            Map.entry("overloaded", 503),
            Map.entry("unavailable", 503),
            Map.entry("timeout", 504));

    private final JsonNode body;
    private final JsonNode error;

    private ErrorBody(JsonNode body, JsonNode error) {
        this.body = body;
        this.error = error;
    }

    /**
     * The refusal that a response with another status than 200 is.
     *
     * @param key removed from the message; null for none
     */
    static ServerRefusal refusal(ObjectMapper mapper, HttpOutcome.Received response, String key) {
        ErrorBody body = of(JsonText.read(mapper, response.body()).orElse(mapper.missingNode()));
        String message =
                WebPage.of(response).map(WebPage::description).orElseGet(() -> body.messageOr(response.body()));
        return body.refusal(response, response.status(), message, ServerRefusal.mayBeBilled(response.status()), key);
    }

    /**
     * The refusal in a response with status 200; empty where it holds no error.
     *
     * @param key removed from the message; null for none
     */
    static Optional<ServerRefusal> inSuccess(JsonNode body, HttpOutcome.Received response, String key) {
        ErrorBody error = of(body);
        boolean named = isNamed(body.path("error"))
                || isNamed(body.path("choices").path(0).path("error"))
                || body.path("object").asText().equals("error");
        boolean described = body.path("choices").isEmpty() && !error.described().isEmpty();
        if (!named && !described) {
            return Optional.empty();
        }
        int status = error.status();
        boolean billed = ServerRefusal.mayBeBilled(status)
                || body.path("usage").path("prompt_tokens").asInt(0)
                                + body.path("usage").path("completion_tokens").asInt(0)
                        > 0;
        return Optional.of(error.refusal(response, status, error.messageOr(body.toString()), billed, key));
    }

    private static ErrorBody of(JsonNode tree) {
        JsonNode body = tree.isArray() && tree.size() > 0 ? tree.get(0) : tree;
        JsonNode ofChoice = body.path("choices").path(0).path("error");
        if (isNamed(body.path("error"))) {
            // Some servers only mark the response as an error, and describe it beside the mark.
            boolean describes =
                    body.path("error").isObject() || body.path("error").isTextual();
            return new ErrorBody(body, describes ? body.path("error") : body);
        }
        return new ErrorBody(body, isNamed(ofChoice) ? ofChoice : body);
    }

    /** Whether a field holds an error; null, false, zero and empty values are none. */
    private static boolean isNamed(JsonNode error) {
        return error.isContainerNode()
                ? !error.isEmpty()
                : !error.asText("").isBlank() && !error.asText().matches("false|0");
    }

    private ServerRefusal refusal(
            HttpOutcome.Received response, int status, String message, boolean mayBeBilled, String key) {
        return new ServerRefusal(
                status,
                response.retryAfter(),
                code(),
                parameter(),
                ErrorMessage.of(message, key, MAX_MESSAGE_LENGTH),
                mayBeBilled);
    }

    private String code() {
        return error.path("code").asText(error.path("type").asText(""));
    }

    /** OpenAI names the parameter; servers built on FastAPI name the path to it. */
    private String parameter() {
        JsonNode named = error.path("param").isArray() ? error.path("param").path(0) : error.path("param");
        JsonNode path = body.path("detail").path(0).path("loc");
        return named.asText(
                path.isArray() && path.size() > 0 ? path.get(path.size() - 1).asText("") : "");
    }

    private String messageOr(String otherwise) {
        String described = described();
        return !described.isEmpty() ? described : otherwise.isBlank() ? "no message" : otherwise;
    }

    /** The error in words; empty where no field holds any. */
    private String described() {
        if (error.isTextual()) {
            return error.asText();
        }
        for (String field : MESSAGE_FIELDS) {
            JsonNode message = error.path(field);
            if (message.isTextual() || message.isArray() || message.isObject() && error != body) {
                String raw = error.path("metadata").path("raw").asText("");
                return text(message) + (raw.isBlank() ? "" : " (" + raw + ")");
            }
        }
        return "";
    }

    private static String text(JsonNode message) {
        if (message.isTextual()) {
            return message.asText();
        }
        List<String> problems = new ArrayList<>();
        for (JsonNode each : message) {
            JsonNode where = each.path("loc");
            String parameter = where.isArray() && where.size() > 0
                    ? where.get(where.size() - 1).asText() + ": "
                    : "";
            problems.add(each.has("msg") ? parameter + each.path("msg").asText() : each.toString());
        }
        return problems.isEmpty() ? message.toString() : String.join("; ", problems);
    }

    /** The HTTP status that the code of an error in a response of status 200 stands for. */
    private int status() {
        for (JsonNode code :
                List.of(error.path("code"), error.path("status"), body.path("code"), body.path("status"))) {
            int number = code.asInt(0);
            if (number >= 400 && number < 600) {
                return number;
            }
        }
        String words = (code() + " " + error.path("type").asText("")).toLowerCase(Locale.ROOT);
        return STATUS_BY_WORD.entrySet().stream()
                .filter(entry -> words.contains(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElse(BAD_REQUEST);
    }
}

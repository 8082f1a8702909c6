package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.languagemodel.tokenizer.ChatMessage;
import dev.preceptor.languagemodel.tokenizer.TemplateVariables;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses prompts. */
final class PromptReader {

    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    private static final TypeReference<Map<String, Object>> VARIABLES = new TypeReference<>() {};

    private PromptReader() {}

    /** Accepts a text, a list of texts, a list of token ids, or a list of lists of token ids. */
    static List<Prompt> prompts(JsonNode prompt) {
        if (prompt == null || prompt.isNull() || prompt.isArray() && prompt.isEmpty()) {
            throw ApiException.invalid("prompt", "prompt is required: a text, a list of texts, or tokens");
        }
        if (!prompt.isArray() || prompt.get(0).isNumber()) {
            return List.of(one(prompt));
        }
        List<Prompt> prompts = new ArrayList<>();
        prompt.forEach(each -> prompts.add(one(each)));
        return prompts;
    }

    private static Prompt one(JsonNode prompt) {
        if (prompt.isTextual()) {
            return new Prompt.Text(prompt.asText());
        }
        int[] ids = new int[prompt.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!prompt.get(i).isIntegralNumber() || !prompt.get(i).canConvertToInt()) {
                throw ApiException.invalid("prompt", "prompt must be a text, a list of texts, or tokens");
            }
            ids[i] = prompt.get(i).intValue();
        }
        if (ids.length == 0) {
            throw ApiException.invalid("prompt", "prompt must be a text of at least one token, or tokens");
        }
        return new Prompt.Tokens(ids);
    }

    /** @param template the variables of the chat template; null where the request has none */
    static Prompt chat(JsonNode messages, JsonNode template) {
        if (messages == null || !messages.isArray() || messages.isEmpty()) {
            throw ApiException.invalid("messages", "messages is required: a list of {\"role\", \"content\"}");
        }
        List<ChatMessage> chat = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            String place = "messages[" + i + "]";
            JsonNode message = messages.get(i);
            String role = message.path("role").asText();
            // Newer clients name the system role so.
            String known = role.equals("developer") ? "system" : role;
            if (!ROLES.contains(known)) {
                throw ApiException.invalid(
                        place + ".role", place + ".role is '" + role + "'; known are system, user and assistant");
            }
            chat.add(new ChatMessage(known, content(place + ".content", message.path("content"))));
        }
        return new Prompt.Chat(chat, variables(template));
    }

    /** The variables, and the date of the request for templates that write a date. */
    private static TemplateVariables variables(JsonNode template) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        if (template == null || template.isNull()) {
            return TemplateVariables.of(null, today);
        }
        if (!template.isObject()) {
            throw ApiException.invalid(
                    "chat_template_kwargs",
                    "chat_template_kwargs must be an object with the chat template's variables");
        }
        return TemplateVariables.of(Json.mapper().convertValue(template, VARIABLES), today);
    }

    /** Accepts a text, or a list of parts that are all text. */
    private static String content(String place, JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
                throw ApiException.invalid(place, place + " has a part that is no text; the model reads text only");
            }
            text.append(part.path("text").asText());
        }
        if (!content.isArray()) {
            throw ApiException.invalid(place, place + " must be a text");
        }
        return text.toString();
    }
}

package dev.preceptor.languagemodel.tokenizer;

import dev.preceptor.languagemodel.tokenizer.jinja.JinjaException;
import dev.preceptor.languagemodel.tokenizer.jinja.JinjaTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes conversations as the model was trained to read them. */
final class ChatTemplate {

    private static final List<String> SPECIAL_TOKENS = List.of("bos_token", "eos_token", "pad_token", "unk_token");

    private final String file;
    private final JinjaTemplate template;
    private final Map<String, Object> constants = new HashMap<>();

    ChatTemplate(TokenizerFiles.Template source, TokenizerFiles files) {
        this.file = source.file();
        try {
            this.template = JinjaTemplate.parse(source.text());
        } catch (JinjaException e) {
            throw failed(e);
        }
        for (String role : SPECIAL_TOKENS) {
            files.token(role).ifPresent(token -> constants.put(role, token));
        }
        // transformers passes these as None when there are none.
        constants.put("tools", null);
        constants.put("documents", null);
    }

    private ChatTemplateException failed(JinjaException e) {
        return new ChatTemplateException(file + ": chat template: " + e.getMessage(), e);
    }

    String render(List<ChatMessage> messages, boolean addGenerationPrompt, TemplateVariables given) {
        List<Map<String, Object>> values = new ArrayList<>();
        for (ChatMessage message : messages) {
            // In this order a template writes them as JSON.
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("role", message.role());
            value.put("content", message.content());
            values.add(value);
        }
        Map<String, Object> variables = new HashMap<>(constants);
        variables.putAll(given.values());
        variables.put("messages", values);
        variables.put("add_generation_prompt", addGenerationPrompt);
        try {
            return template.render(variables, given.today());
        } catch (JinjaException e) {
            throw failed(e);
        }
    }

    /**
     * An answer with the white space that the template writes between the prompt and the answer, such as the space of Llama 2 after
     * {@code [/INST]}.
     */
    String answer(List<ChatMessage> messages, String answer, TemplateVariables given) {
        String prompt = render(messages, true, given);
        List<ChatMessage> answered = new ArrayList<>(messages);
        answered.add(ChatMessage.assistant(answer));
        String whole;
        try {
            whole = render(answered, false, given);
        } catch (ChatTemplateException e) {
            // Some templates write prompts only.
            return answer;
        }
        if (!whole.startsWith(prompt)) {
            return answer;
        }
        String rest = whole.substring(prompt.length());
        int at = rest.indexOf(answer.strip());
        String between = rest.substring(0, Math.max(0, at));
        return between.isBlank() ? between + answer : answer;
    }
}

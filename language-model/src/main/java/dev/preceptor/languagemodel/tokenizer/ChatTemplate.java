package dev.preceptor.languagemodel.tokenizer;

import dev.preceptor.languagemodel.tokenizer.jinja.JinjaException;
import dev.preceptor.languagemodel.tokenizer.jinja.JinjaTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes conversations as the model was trained to read them. */
final class ChatTemplate {

    private static final List<String> SPECIAL_TOKENS = List.of("bos_token", "eos_token", "pad_token", "unk_token");

    private final TokenizerFiles files;
    private final JinjaTemplate template;
    private final Map<String, Object> constants = new HashMap<>();

    ChatTemplate(String source, TokenizerFiles files) {
        this.files = files;
        try {
            this.template = JinjaTemplate.parse(source);
        } catch (JinjaException e) {
            throw new ChatTemplateException(files.origin() + ": chat template: " + e.getMessage(), e);
        }
        for (String role : SPECIAL_TOKENS) {
            files.token(role).ifPresent(token -> constants.put(role, token));
        }
        // transformers passes these as None when there are none.
        constants.put("tools", null);
        constants.put("documents", null);
    }

    String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        List<Map<String, Object>> values = new ArrayList<>();
        for (ChatMessage message : messages) {
            values.add(Map.of("role", message.role(), "content", message.content()));
        }
        Map<String, Object> variables = new HashMap<>(constants);
        variables.put("messages", values);
        variables.put("add_generation_prompt", addGenerationPrompt);
        try {
            return template.render(variables);
        } catch (JinjaException e) {
            throw new ChatTemplateException(files.origin() + ": chat template: " + e.getMessage(), e);
        }
    }
}

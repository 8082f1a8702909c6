package dev.preceptor.languagemodel.tokenizer;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model is prompted: by a message that its chat template formats, or by a text that it continues. Generation and training
 * use the same format, so that a model is trained on the tokens that it is given.
 *
 * @param chat whether the model gets a message; empty: if it has a chat template
 * @param systemPrompt the content of a system message before the user's; empty: none
 * @param variables what the chat template is rendered with
 */
public record PromptFormat(Optional<Boolean> chat, Optional<String> systemPrompt, TemplateVariables variables) {

    /** By the model's chat template if it has one, without a system message. */
    public static final PromptFormat BY_MODEL =
            new PromptFormat(Optional.empty(), Optional.empty(), TemplateVariables.NONE);

    /**
     * A format of settings that may be missing: null.
     *
     * @param kind {@code chat} or {@code completion}
     * @param template variables of the chat template
     * @param today the date that the chat template may write
     */
    public static PromptFormat of(String kind, String systemPrompt, Map<String, ?> template, LocalDate today) {
        return new PromptFormat(
                Optional.ofNullable(kind).map("chat"::equals),
                Optional.ofNullable(systemPrompt),
                TemplateVariables.of(template, today));
    }

    /**
     * Whether a model gets a message.
     *
     * @throws ChatTemplateException if it should, and has no chat template
     */
    public boolean isChat(Tokenizer tokenizer) {
        if (tokenizer.hasChatTemplate()) {
            return chat.orElse(true);
        }
        if (chat.orElse(false)) {
            throw tokenizer.noChatTemplate("which prompts of the kind chat need");
        }
        if (systemPrompt.isPresent()) {
            throw tokenizer.noChatTemplate("which a system prompt needs");
        }
        return false;
    }

    /**
     * The prompt for a model.
     *
     * @param message the user's message for a model that gets one
     * @param text the text that another model continues
     * @throws ChatTemplateException if the model has no chat template and needs one, or its template refuses the messages
     */
    public PromptTokens prompt(Tokenizer tokenizer, String message, String text) {
        return isChat(tokenizer) ? tokenizer.chatPrompt(messages(message), variables) : tokenizer.prompt(text);
    }

    /**
     * The tokens of an answer to a message, for training; without an end token.
     *
     * @param prompt the prompt of that message
     */
    public int[] answer(Tokenizer tokenizer, PromptTokens prompt, String message, String answer) {
        return tokenizer.encodeCompletion(prompt, tokenizer.chatAnswer(messages(message), answer, variables));
    }

    private List<ChatMessage> messages(String message) {
        List<ChatMessage> messages = new ArrayList<>();
        systemPrompt.ifPresent(content -> messages.add(ChatMessage.system(content)));
        messages.add(ChatMessage.user(message));
        return messages;
    }
}

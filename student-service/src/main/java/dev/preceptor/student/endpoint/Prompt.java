package dev.preceptor.student.endpoint;

import dev.preceptor.languagemodel.tokenizer.ChatMessage;
import dev.preceptor.languagemodel.tokenizer.ChatTemplateException;
import dev.preceptor.languagemodel.tokenizer.TemplateVariables;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.util.List;

/** The prompt of a completion. */
sealed interface Prompt {

    /** @throws ApiException if the model does not support it */
    int[] encode(Tokenizer tokenizer);

    /** Plain text. */
    record Text(String text) implements Prompt {
        @Override
        public int[] encode(Tokenizer tokenizer) {
            return tokenizer.encode(text);
        }
    }

    /** Token ids. */
    record Tokens(int[] ids) implements Prompt {
        @Override
        public int[] encode(Tokenizer tokenizer) {
            return ids;
        }
    }

    /** A chat, formatted with the model's chat template. */
    record Chat(List<ChatMessage> messages, TemplateVariables variables) implements Prompt {
        @Override
        public int[] encode(Tokenizer tokenizer) {
            if (!tokenizer.hasChatTemplate()) {
                throw ApiException.noChatTemplate(
                        "this model has no chat template: use /v1/completions, or a model that has one");
            }
            try {
                return tokenizer.chatPrompt(messages, variables).ids();
            } catch (ChatTemplateException e) {
                throw ApiException.invalid("messages", e.getMessage());
            }
        }
    }
}

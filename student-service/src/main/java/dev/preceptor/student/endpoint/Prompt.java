package dev.preceptor.student.endpoint;

import dev.preceptor.languagemodel.tokenizer.ChatMessage;
import dev.preceptor.languagemodel.tokenizer.ChatTemplateException;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.util.List;

/** What is to be continued. */
sealed interface Prompt {

    /** @throws ApiException if the model cannot take it */
    int[] encode(Tokenizer tokenizer);

    /** Text as it stands. */
    record Text(String text) implements Prompt {
        @Override
        public int[] encode(Tokenizer tokenizer) {
            return tokenizer.encode(text);
        }
    }

    /** Tokens. */
    record Tokens(int[] ids) implements Prompt {
        @Override
        public int[] encode(Tokenizer tokenizer) {
            return ids;
        }
    }

    /** A conversation, by the model's chat template. */
    record Chat(List<ChatMessage> messages) implements Prompt {
        @Override
        public int[] encode(Tokenizer tokenizer) {
            if (!tokenizer.hasChatTemplate()) {
                throw ApiException.invalid(
                        "model", "this model has no chat template: use /v1/completions, or a model that has one");
            }
            try {
                return tokenizer.encodeChat(messages, true);
            } catch (ChatTemplateException e) {
                throw ApiException.invalid("messages", e.getMessage());
            }
        }
    }
}

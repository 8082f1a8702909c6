package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.tokenizer.ChatMessage;
import java.util.List;

/**
 * An example in a file: a prompt and its completion. It has one of three forms: texts, a conversation, or token ids. Fields of the
 * other forms are null.
 *
 * @param line the line number in the file, starting at 1
 * @param prompt the prompt as a text
 * @param messages the prompt as a conversation, to which the chat template of the model is applied
 * @param completion the completion as a text
 * @param promptIds the prompt as token ids
 * @param completionIds the completion as token ids
 */
public record Example(
        int line, String prompt, List<ChatMessage> messages, String completion, int[] promptIds, int[] completionIds) {

    static Example ofText(int line, String prompt, String completion) {
        return new Example(line, prompt, null, completion, null, null);
    }

    static Example ofConversation(int line, List<ChatMessage> messages, String completion) {
        return new Example(line, null, List.copyOf(messages), completion, null, null);
    }

    static Example ofTokens(int line, int[] promptIds, int[] completionIds) {
        return new Example(line, null, null, null, promptIds, completionIds);
    }

    boolean isText() {
        return prompt != null;
    }

    boolean isConversation() {
        return messages != null;
    }
}

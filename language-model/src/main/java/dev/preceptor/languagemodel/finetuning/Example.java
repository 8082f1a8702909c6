package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.tokenizer.ChatMessage;
import java.util.List;

/**
 * An example of a file: a prompt and its completion, as texts or as token ids. What a form does not have is null.
 *
 * @param line its number in the file, from 1
 * @param prompt the text that the completion continues
 * @param messages a conversation that the completion answers, which the model's chat template turns into a prompt
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

package dev.preceptor.cli.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.task.StudentPrompt;

/** The messages of a conversation in an exported line. */
final class ChatLine {

    private ChatLine() {}

    /**
     * Adds the messages that a student with a chat template is asked with.
     *
     * @param systemPrompt the student's; null: none
     * @return the messages
     */
    static ArrayNode prompt(StudentPrompt prompt, String systemPrompt, ArrayNode messages) {
        if (systemPrompt != null) {
            messages.add(message("system", systemPrompt));
        }
        return messages.add(message("user", prompt.asMessage()));
    }

    static ObjectNode message(String role, String content) {
        return JsonNodeFactory.instance.objectNode().put("role", role).put("content", content);
    }
}

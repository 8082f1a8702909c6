package dev.preceptor.teacher.prompt;

/** One message of a conversation with a chat model. */
public record ChatMessage(String role, String content) {

    static ChatMessage system(String content) {
        return new ChatMessage("system", content);
    }

    static ChatMessage user(String content) {
        return new ChatMessage("user", content);
    }
}

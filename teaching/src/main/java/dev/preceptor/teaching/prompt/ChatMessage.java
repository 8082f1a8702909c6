package dev.preceptor.teaching.prompt;

/** One message of a chat. */
public record ChatMessage(String role, String content) {

    static ChatMessage system(String content) {
        return new ChatMessage("system", content);
    }

    static ChatMessage user(String content) {
        return new ChatMessage("user", content);
    }
}

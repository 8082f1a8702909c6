package dev.preceptor.teaching.prompt;

/** One message of a chat. */
public record ChatMessage(String role, String content) {

    static ChatMessage system(String content) {
        return new ChatMessage("system", content);
    }

    static ChatMessage user(String content) {
        return new ChatMessage("user", content);
    }

    /** The message as part of an id. It stays as the first version wrote it, so that answers that were paid for are found again. */
    public String idText() {
        return "ChatMessage[role=" + role + ", content=" + content + "]";
    }
}

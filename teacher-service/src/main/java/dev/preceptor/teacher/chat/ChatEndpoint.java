package dev.preceptor.teacher.chat;

/** One model behind one server, in the protocol that the server speaks. Safe for threads. */
public interface ChatEndpoint {

    /**
     * Makes one request within the teacher's time limit, and nothing twice.
     *
     * @param key null for none
     */
    ChatReply send(ChatRequest request, String key);

    /** Whether the refusal was about the protocol, so that the next request will be another one. */
    default boolean learns(ChatReply.Refused refused) {
        return false;
    }
}

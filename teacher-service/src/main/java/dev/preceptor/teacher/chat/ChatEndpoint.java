package dev.preceptor.teacher.chat;

/** One model on one server, called in the protocol of the server. Safe for use by many threads. */
public interface ChatEndpoint {

    /**
     * Sends one HTTP request, without retries, within the teacher's timeout.
     *
     * @param key null for none
     * @throws dev.preceptor.stage.shutdown.ShuttingDownException if the thread is interrupted meanwhile
     */
    ChatReply send(ChatRequest request, String key);

    /** Adapts to a refusal that was about the protocol; returns whether the next request will differ. */
    default boolean adaptTo(ChatReply.Refused refused) {
        return false;
    }
}

package dev.preceptor.teacher.chat;

/** One model on one server, called in the protocol of the server. Safe for use by many threads. */
public interface ChatEndpoint {

    /**
     * Sends one HTTP request, without retries, within the teacher's timeout. Learns from refusals which parameters the model takes.
     *
     * @param key null for none
     * @throws dev.preceptor.stage.shutdown.ShuttingDownException if the thread is interrupted meanwhile
     */
    ChatReply send(ChatRequest request, String key);
}

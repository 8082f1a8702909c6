package dev.preceptor.teacher.chat;

import java.util.Optional;

/** One model on one server, called in the protocol of the server. Safe for use by many threads. */
public interface ChatEndpoint {

    /**
     * Sends one HTTP request, without retries, within the teacher's timeout. Learns from refusals which parameters the model takes.
     *
     * @param key null for none
     * @throws dev.preceptor.stage.shutdown.ShuttingDownException if the thread is interrupted meanwhile
     */
    ChatReply send(ChatRequest request, String key);

    /** Why the model cannot score the answer of a request, in words, as far as that costs nothing to find out; empty if it may. */
    default Optional<String> whyUnscorable(ChatRequest request) {
        return Optional.empty();
    }
}

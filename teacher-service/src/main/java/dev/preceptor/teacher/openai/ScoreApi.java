package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.completion.CompletionReply;
import dev.preceptor.httpclient.completion.ServerRefusal;
import java.net.URI;

/** How a server is asked for the log-probabilities of given tokens; {@code teacher.scoreApi} selects it. Safe for use by many threads. */
interface ScoreApi {

    /** The address of requests. */
    URI uri();

    /** The parameter that asks for log-probabilities. A server that refuses it reports none. */
    String parameter();

    /** The body of a request. The model writes one token, which is not used. */
    ObjectNode body(ScoredPrompt prompt);

    /**
     * Reads a response.
     *
     * @param key removed from messages; null for none
     * @return with the log-probabilities in vLLM's form: one entry for each token of the prompt. Those before the answer may be null
     */
    CompletionReply read(HttpOutcome.Received response, ScoredPrompt prompt, String key);

    /** Whether a refusal is about a parameter of a request that is left out from then on. */
    boolean leavesOut(ServerRefusal refusal, ObjectNode sent);

    /** Whether a refusal names a parameter. */
    static boolean names(String parameter, ServerRefusal refusal) {
        return refusal.parameter().equals(parameter) || refusal.message().contains(parameter);
    }
}

package dev.preceptor.student.openai;

import dev.preceptor.httpclient.completion.ServerRefusal;
import java.util.List;

/** The outcome of one HTTP request to a student's server. */
sealed interface ServerReply {

    /**
     * The server answered.
     *
     * @param promptTokens as the server counted them; 0 where it reports none
     * @param completionTokens as the server counted them; 0 where it reports none
     * @param finishReason {@code stop}, {@code length}, or another value of the server
     * @param weights the version of the weights that answered, as SGLang tells it; null where the server tells none
     * @param tokens the ids of the generated tokens; null where the server tells none
     */
    record Answered(
            String text,
            int promptTokens,
            int completionTokens,
            String finishReason,
            String weights,
            List<Integer> tokens)
            implements ServerReply {}

    /** The server, or a gateway in front of it, refused the request or failed. */
    record Refused(ServerRefusal refusal) implements ServerReply {}

    /** The server was not reached, did not respond in time, or its response could not be parsed. */
    record Failed(String detail) implements ServerReply {}
}

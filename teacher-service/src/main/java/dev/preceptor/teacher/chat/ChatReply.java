package dev.preceptor.teacher.chat;

import dev.preceptor.httpclient.ErrorMessage;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.httpclient.completion.CompletionResponse;
import dev.preceptor.httpclient.completion.ServerRefusal;

/** The outcome of one HTTP request to a teacher. */
public sealed interface ChatReply {

    /** Maximum length of a message of the network, in characters. */
    int MAX_MESSAGE_LENGTH = 200;

    /**
     * The server answered.
     *
     * @param withoutLogprobs why the request did not ask for the log-probabilities that the teacher is to report; null if it did, or the
     *     teacher is not to report them
     */
    record Answered(Completion completion, String withoutLogprobs) implements ChatReply {

        /** An answer of a server that has refused nothing. */
        public Answered(Completion completion) {
            this(completion, null);
        }

        @Override
        public boolean mayBeBilled() {
            return true;
        }
    }

    /**
     * The server, or a gateway in front of it, refused the request or failed.
     *
     * @param adapted whether the request is sent in another form the next time, as the refusal was about its parameters
     */
    record Refused(ServerRefusal refusal, boolean adapted) implements ChatReply {

        @Override
        public boolean mayBeBilled() {
            return refusal.mayBeBilled();
        }
    }

    /** The server was not reached, so nothing is billed. */
    record Unreached(String detail) implements ChatReply {

        @Override
        public boolean mayBeBilled() {
            return false;
        }
    }

    /**
     * The request was sent, and there is no answer: it may be billed.
     *
     * @param responded whether a response arrived that cannot be read; another request may well get the same
     */
    record Lost(String detail, boolean responded) implements ChatReply {

        @Override
        public boolean mayBeBilled() {
            return true;
        }
    }

    /** Whether the provider may bill the request. */
    boolean mayBeBilled();

    /**
     * The reply for an HTTP outcome that is not an answer.
     *
     * @param key removed from messages; null for none
     */
    static ChatReply failure(HttpOutcome outcome, String key) {
        if (outcome instanceof HttpOutcome.Received received) {
            return new Refused(
                    CompletionResponse.refusalInSuccess(received, key)
                            .orElseGet(() -> CompletionResponse.refusal(received, key)),
                    false);
        }
        return outcome instanceof HttpOutcome.Unreached unreached
                ? new Unreached(ErrorMessage.of(unreached.detail(), key, MAX_MESSAGE_LENGTH))
                : new Lost(ErrorMessage.of(((HttpOutcome.Lost) outcome).detail(), key, MAX_MESSAGE_LENGTH), false);
    }
}

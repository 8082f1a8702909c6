package dev.preceptor.httpclient.tokenize;

import dev.preceptor.httpclient.completion.ServerRefusal;

/** The outcome of a request for tokens. It is never billed. */
public sealed interface Tokenized {

    /**
     * The server told the tokens.
     *
     * @param ids the token ids, at least one
     * @param context the greatest number of tokens of a prompt and its answer; 0 if the server does not tell
     */
    record Tokens(int[] ids, int context) implements Tokenized {}

    /** The server, or a gateway in front of it, refused the request or failed. */
    record Refused(ServerRefusal refusal) implements Tokenized {

        @Override
        public String problem() {
            return "status " + refusal.status() + ", " + refusal.message();
        }
    }

    /** No response arrived. */
    record Unanswered(String detail) implements Tokenized {

        @Override
        public String problem() {
            return detail;
        }
    }

    /** The response has no token ids. */
    record Unreadable() implements Tokenized {

        @Override
        public String problem() {
            return "an answer without token ids";
        }
    }

    /** Why there are no tokens, in words; null if there are. */
    default String problem() {
        return null;
    }
}

package dev.preceptor.httpclient.completion;

/** What a server's response to a request for a completion means. */
public sealed interface CompletionReply {

    /** The model answered. */
    record Answered(Completion completion) implements CompletionReply {}

    /** The server, or a gateway in front of it, refused the request or failed. */
    record Refused(ServerRefusal refusal) implements CompletionReply {}

    /**
     * The server responded with status 200, and the response holds neither an answer nor an error. It may be billed.
     *
     * @param detail what is wrong with the response, in words
     */
    record Unreadable(String detail) implements CompletionReply {}
}

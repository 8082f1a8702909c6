package dev.preceptor.student.rollout;

import dev.preceptor.httpclient.completion.ServerRefusal;

/** A replica refused a request. */
final class ReplicaRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ServerRefusal refusal;

    ReplicaRefusedException(ServerRefusal refusal) {
        super(refusal.message());
        this.refusal = refusal;
    }

    int status() {
        return refusal.status();
    }

    /** The error's code or type; empty where the response names none, as for a path that the server does not have. */
    String code() {
        return refusal.code();
    }

    /** The server's words with its status: {@code (400) The lora adapter 'a' cannot be found.} */
    String words() {
        return "(" + refusal.status() + ") " + refusal.message();
    }
}

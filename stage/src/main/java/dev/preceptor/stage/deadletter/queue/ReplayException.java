package dev.preceptor.stage.deadletter.queue;

/** Dead letters were not sent again. The message is one line for a person. */
public final class ReplayException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ReplayException(String message) {
        super(message);
    }

    ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}

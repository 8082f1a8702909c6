package dev.preceptor.contracts.event;

/** A record is not a complete event of its topic. The message is one line for users. */
public final class IncompleteEventException extends RuntimeException {

    IncompleteEventException(String message) {
        super(message);
    }
}

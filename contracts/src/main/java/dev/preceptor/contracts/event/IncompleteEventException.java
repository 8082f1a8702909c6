package dev.preceptor.contracts.event;

/** A record is not the event that its topic holds; the message is one line for people. */
public final class IncompleteEventException extends RuntimeException {

    IncompleteEventException(String message) {
        super(message);
    }
}

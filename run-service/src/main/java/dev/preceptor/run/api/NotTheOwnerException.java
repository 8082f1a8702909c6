package dev.preceptor.run.api;

/** What is asked for belongs to another. The message is one line. */
public final class NotTheOwnerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotTheOwnerException(String message) {
        super(message);
    }
}

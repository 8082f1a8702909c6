package dev.preceptor.run.api;

/** A request cannot be used. The message is one line that says what to change. */
public final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public InvalidRequestException(String message) {
        super(message);
    }
}

package dev.preceptor.run.api;

/** The state of a run does not allow the request. The message is one line that names both. */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ConflictException(String message) {
        super(message);
    }
}

package dev.preceptor.run.api;

/** What is asked of a run does not go with its state. The message is one line that names both. */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ConflictException(String message) {
        super(message);
    }
}

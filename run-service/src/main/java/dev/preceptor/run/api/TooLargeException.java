package dev.preceptor.run.api;

/** A request has more than this service takes. The message is one line that names what has too much, and the limit. */
public final class TooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public TooLargeException(String message) {
        super(message);
    }
}

package dev.preceptor.run.api;

/** There is nothing with the id that the request names. The message is one line. */
public final class UnknownIdException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnknownIdException(String message) {
        super(message);
    }
}

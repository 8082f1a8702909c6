package dev.preceptor.standalone;

/** Broker or services cannot be started, kept running or stopped. The message is one line for the person who starts them. */
public final class StandaloneException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StandaloneException(String message) {
        super(message);
    }

    public StandaloneException(String message, Throwable cause) {
        super(message, cause);
    }
}

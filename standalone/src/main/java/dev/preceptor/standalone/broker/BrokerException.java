package dev.preceptor.standalone.broker;

/** The embedded broker cannot start. The message is one line that says why and what to do. */
public final class BrokerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}

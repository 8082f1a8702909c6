package dev.preceptor.run.topic;

/** The broker, or a service that reads from it, does not answer in time. The same request may be made again. */
public final class BrokerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BrokerUnavailableException(String message) {
        super(message);
    }
}

package dev.preceptor.stage.shutdown;

/** The service is shutting down. The event that was being processed is not acknowledged, so that it is delivered again. */
public final class ShuttingDownException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ShuttingDownException() {
        super("the service is shutting down");
    }
}

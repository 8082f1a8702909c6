package dev.preceptor.contracts.event;

/** An event is too large for a record. The message is one line that names both sizes. */
public final class OversizedEventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public OversizedEventException(String message) {
        super(message);
    }
}

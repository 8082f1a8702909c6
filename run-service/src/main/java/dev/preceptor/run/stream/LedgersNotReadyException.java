package dev.preceptor.run.stream;

/** The ledgers cannot be read yet: Kafka Streams is starting, or moves them to another instance. */
public final class LedgersNotReadyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LedgersNotReadyException() {
        super("the ledgers are not readable yet; ask again in a few seconds");
    }
}

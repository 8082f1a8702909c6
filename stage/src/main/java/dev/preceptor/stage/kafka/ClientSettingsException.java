package dev.preceptor.stage.kafka;

/** Kafka's client does not accept its settings. The message is one line for a person. */
public final class ClientSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ClientSettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
